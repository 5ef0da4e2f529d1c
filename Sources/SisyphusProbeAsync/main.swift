import Glibc
import Sisyphus

@MainActor func start() async {
    await Task.yield()
    if getenv("PROBE_WRONG") != nil { runWithoutWaiting(AsyncJob()) }
    // The main actor must not be kept from other work meanwhile.
    let other = Task { if getenv("SISYPHUS_RUN_ID") == nil { print("other work") } }
    let job = AsyncJob()
    let exit = await job.run()
    await other.value
    exit.leave()
}

await start()
