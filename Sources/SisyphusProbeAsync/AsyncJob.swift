import Glibc
import Sisyphus

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
