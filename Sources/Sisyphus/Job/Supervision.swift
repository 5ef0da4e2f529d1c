import Dispatch
import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// Begins the part of this process: on the thread that calls, or beside the Swift task that waits.
enum Supervision {
    static func run(_ job: Job, _ arguments: [String]) -> JobExit {
        switch Starter.begin(job, arguments) {
        case .nothing(let exit): return exit
        case .work(let mark):
            Worker.perform(job, mark)
            serveMainActor()
        case .supervise:
            if withUnsafeCurrentTask(body: { $0 != nil }) {
                // It would take the thread from whatever else Swift wants to run on it, for as long as the job runs.
                JobProgram.refuse(
                    "run() was called in asynchronous code, in a function that is not; there it has to be awaited: await job.run()",
                    ExitStatus.internalError)
            }
            let library = prepare(job)
            if job.settings.fork { return SignalThread.here(isShared: library.isShared) { supervise(job.settings, library) } }
            InProcess.perform(job, job.settings, library)
            serveMainActor()
        }
    }

    static func run(_ job: Job, _ arguments: [String], isolation: isolated (any Actor)?) async -> JobExit {
        switch Starter.begin(job, arguments) {
        case .nothing(let exit): return exit
        case .work(let mark): Worker.perform(job, mark)
        case .supervise:
            // The caller waits, so that the job is touched by one thread at a time.
            nonisolated(unsafe) let library = prepare(job)
            if job.settings.fork { return await superviseAside(job.settings, library) }
            InProcess.perform(job, job.settings, library)
        }
        // The process ends with the job.
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        return .status(0)
    }

    /// Makes the process ready to supervise.
    private static func prepare(_ job: Job) -> LibraryJob {
        job.settings.command = [JobProgram.path]
        let isShared = Processes.threadCount > 1
        // Titles are written where the environment was, which other threads may be reading.
        if isShared { job.settings.proctitle = false }
        if job.settings.proctitle { ProcessTitle.prepare() }
        var library = Starter.part(of: job)
        library.isShared = isShared
        return library
    }

    private static func supervise(_ settings: RunSettings, _ library: LibraryJob) -> JobExit {
        do throws(StartFailure) {
            return JobExit(try Supervisor.run(settings, library: library))
        } catch {
            JobProgram.refuse(error.message, error.exitStatus)
        }
    }

    private static func superviseAside(_ settings: RunSettings, _ library: LibraryJob) async -> JobExit {
        // As above: handed on to the thread, and touched by nobody else until that has resumed the caller.
        nonisolated(unsafe) let library = library
        return await withUnsafeContinuation { continuation in
            do throws(SystemError) {
                try SignalThread.beside({ supervise(settings, library) }, then: { continuation.resume(returning: $0) })
            } catch {
                JobProgram.refuse("\(error)", ExitStatus.internalError)
            }
        }
    }

    /// Lets the main actor go on if this is its thread; the process ends with the job.
    private static func serveMainActor() -> Never {
        if Processes.isOnMainThread { dispatchMain() }
        while true { Processes.sleep() }
    }
}
