import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// The work of jobs in programs that do other things too.
///
/// A job works in a process of its own, in which the program begins anew. What stands before `run` happens there too, and must not where it
/// binds a port, migrates a database or takes messages from a queue. Such a program says in its first line which jobs it has:
///
///     @main struct Shop {
///         static func main() async throws {
///             await JobWorker.runIfNeeded([Import.self, Report.self])
///             …
///
/// In the process that is to do the work of one of them this does it, and the process ends with it; everywhere else it returns at once.
/// The job is made by its `init()`, or as a closure says; what the program changes in an instance before it runs it is not known there.
public enum JobWorker {
    /// - Parameter jobs: The classes of all jobs that the program runs.
    @available(*, noasync, message: "asynchronous code has to await it")
    public static func runIfNeeded(_ jobs: [Job.Type]) {
        if begin(jobs) { Supervision.serveMainActor() }
    }

    /// The same for asynchronous code.
    ///
    /// - Parameter jobs: The classes of all jobs that the program runs.
    public static func runIfNeeded(_ jobs: [Job.Type]) async {
        if begin(jobs) { await Supervision.endWithJob() }
    }

    /// The same for one job that is not made by its `init()`: `await JobWorker.runIfNeeded(Import.self) { Import(database: try await .open()) }`. Programs that have several
    /// call it for each.
    ///
    /// - Parameters:
    ///   - type: The class of the job.
    ///   - isolation: The actor of whoever calls.
    ///   - make: Makes it, in the process that is to do its work.
    /// - Throws: what `make` throws.
    public static func runIfNeeded<Made: Job>(
        _ type: Made.Type, isolation: isolated (any Actor)? = #isolation, _ make: () async throws -> Made
    ) async rethrows {
        guard let mark = Worker.mark, mark.call.type == Starter.typeName(type) else { return }
        begin(try await make(), mark)
        await Supervision.endWithJob()
    }

    private static func begin(_ jobs: [Job.Type]) -> Bool {
        guard let mark = Worker.mark else { return false }
        guard let type = jobs.first(where: { Starter.typeName($0) == mark.call.type }) else {
            JobProgram.refuse("JobWorker.runIfNeeded was not given the job \(mark.call.type), which this process was started for", ExitStatus.internalError)
        }
        begin(type.made(), mark)
        return true
    }

    private static func begin(_ job: Job, _ mark: WorkerMark) {
        Starter.begin(job, mark.call.arguments ?? Array(CommandLine.arguments.dropFirst()), mark)
        Worker.perform(job, mark)
    }
}
