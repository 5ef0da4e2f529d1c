import Glibc
import Sisyphus

@MainActor func start() async {
    switch getenv("PROBE_WAY").map({ String(cString: $0) }) {
    case "both": return await ServerWays.both()
    case "cancel": return await ServerWays.cancel()
    case "port": return await ServerWays.port()
    case "made": return await ServerWays.made()
    case "unmade": return MadeJob.main()
    case "other": return await ServerWays.other()
    case "service": return await ServerWays.service()
    case "many": return await ServerWays.many()
    case "bridged": return await BridgedWays.run()
    default: break
    }
    // Every process that begins the program says so; the one that delivers messages does not begin it.
    if let path = getenv("PROBE_BEGUN") {
        let fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        write(fd, "begun\n", 6)
        close(fd)
    }
    await Task.yield()
    if getenv("PROBE_WRONG") != nil { runWithoutWaiting(AsyncJob()) }
    // The main actor must not be kept from other work meanwhile.
    let other = Task { if getenv("SISYPHUS_RUN_ID") == nil { print("other work") } }
    let job = AsyncJob()
    let exit = await job.run()
    await other.value
    if getenv("PROBE_GO_ON") != nil {
        kill(getpid(), SIGTERM)
        print("alive")
    }
    exit.leave()
}

await start()

/// A job in a program whose main function is asynchronous.
final class AsyncJob: Job {
    override class var projectname: String { "Probe" }

    override func execute() async throws -> String? {
        log("working")
        let log = log
        await MainActor.run { log("on the main actor") }
        log.mattermost("told")
        if getenv("PROBE_SLEEP") != nil { try await Task.sleep(for: .seconds(600)) }
        return "done"
    }
}

/// What must not be: in asynchronous code it has to be awaited.
func runWithoutWaiting(_ job: Job) { job.run().leave() }
