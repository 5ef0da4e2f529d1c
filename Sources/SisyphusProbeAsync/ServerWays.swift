import Glibc
import Logging
import ServiceLifecycle
import Sisyphus
import SisyphusServiceLifecycle

/// What servers do with jobs.
@MainActor enum ServerWays {
    /// Two jobs at once.
    static func both() async {
        async let one = OneJob().run()
        async let other = OtherJob().run()
        let ends = await [one, other]
        print(ends.allSatisfy { $0 == .status(0) } ? "both done" : "failed")
    }

    /// Cancels the Swift task that awaits a job, and goes on.
    static func cancel() async {
        let waiting = Task { await AsyncJob().run() }
        while access(getenv("PROBE_CANCEL")!, F_OK) != 0 { try? await Task.sleep(for: .milliseconds(5)) }
        waiting.cancel()
        print(await waiting.value)
    }

    /// Binds a port, which nobody else can, before it runs its job.
    static func port() async {
        if getenv("PROBE_WITHOUT") == nil { await JobWorker.runIfNeeded([OtherJob.self, OneJob.self]) }
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array("\0sisyphus-probe-\(getenv("PROBE_NAME").map { String(cString: $0) } ?? "")".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let bound = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(server, $0, length) } }
        guard bound == 0 else { fatalError("the port is in use") }
        let arguments = Array(CommandLine.arguments.dropFirst()) + ["--identifier", "x"]
        print(await OneJob().run(arguments: arguments))
    }

    /// A job that is made by no `init()`; what stands before it happens once.
    static func made() async {
        await JobWorker.runIfNeeded(MadeJob.self) { MadeJob(greeting: "made in the worker") }
        print("once")
        do {
            try await JobService(arguments: Array(CommandLine.arguments.dropFirst())) { MadeJob(greeting: "made elsewhere") }.run()
        } catch {
            print(error)
        }
    }

    /// The worker comes to another job.
    static func other() async {
        if getenv("SISYPHUS_RUN_WORKER") == nil { await OneJob().run().leave() }
        runAtOnce()
    }

    nonisolated private static func runAtOnce() { exit(3) }

    /// A job among services; one of them begins a graceful shutdown when the job is at work, unless the signal comes from outside.
    static func service() async {
        await JobWorker.runIfNeeded([AsyncJob.self])
        struct Ender: Service {
            func run() async throws {
                while access(getenv("PROBE_CANCEL")!, F_OK) != 0, !Task.isShuttingDownGracefully { try await Task.sleep(for: .milliseconds(5)) }
                print("other service ends")
            }
        }
        let job = JobService(AsyncJob.self, arguments: Array(CommandLine.arguments.dropFirst()))
        let services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: job), .init(service: Ender(), successTerminationBehavior: .gracefullyShutdownGroup),
        ]
        let group = ServiceGroup(configuration: .init(services: services, gracefulShutdownSignals: [.sigterm], logger: Logger(label: "probe")))
        do {
            try await group.run()
            print("group ended")
        } catch {
            print("group failed: \(error)")
        }
    }

    /// Many jobs at the same time.
    static func many() async {
        await JobWorker.runIfNeeded([OneJob.self])
        let arguments = Array(CommandLine.arguments.dropFirst())
        let count = getenv("PROBE_RUNS").flatMap { Int(String(cString: $0)) } ?? 20
        let good = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<count { group.addTask { await OneJob().run(arguments: arguments + ["--identifier", "\(number)"]) == .status(0) } }
            var good = 0
            for await isGood in group where isGood { good += 1 }
            return good
        }
        print("\(good) good")
    }
}

final class OneJob: Job {
    override class var projectname: String { "Probe" }
    override func execute() async throws -> String? { "I am One \(settings.identifier ?? "")" }
}

final class MadeJob: Job {
    override class var projectname: String { "Probe" }
    private let greeting: String

    init(greeting: String) {
        self.greeting = greeting
        super.init()
    }

    override func execute() async throws -> String? { run() }

    private func run() -> String { greeting }
}

final class OtherJob: Job {
    override class var projectname: String { "Probe" }
    override func execute() async throws -> String? { "I am Other" }
}
