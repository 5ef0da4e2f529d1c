import Dispatch
import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// Begins the part of this process: on the thread that calls, or beside the Swift task that waits.
enum Supervision {
    /// - Parameter before: the signals when the program began, if nothing but the making of the job lies between; `nil`: that is not known.
    static func run(_ job: Job, _ arguments: [String], signals before: SignalDispositions? = nil) -> JobExit {
        switch Starter.begin(job, arguments) {
        case .nothing(let exit): return exit
        case .work(let mark):
            Worker.perform(job, mark)
            serveMainActor()
        case .elsewhere:
            Starter.expectJob(insteadOf: job, mayComeElsewhere: Processes.threadCount > 1)
            serveMainActor()
        case .checkHealth:
            nonisolated(unsafe) let job = job
            return Waiting.value { await Starter.answerHealth(job) }
        case .supervise(let call):
            if withUnsafeCurrentTask(body: { $0 != nil }) {
                // It would take the thread from whatever else Swift wants to run on it, for as long as the job runs.
                JobProgram.refuse(
                    "run() was called in asynchronous code, in a function that is not; there it has to be awaited: await job.run()",
                    ExitStatus.internalError)
            }
            var library = prepare(job, call)
            if let before, isUntouched(job, library, since: before) { library.forkedWork = { Worker.goOn(with: job, $0) } }
            if job.settings.fork { return SignalThread.here(isShared: library.isShared) { supervise(job.settings, library) } }
            InProcess.perform(job, job.settings, library, Interruption())
            serveMainActor()
        }
    }

    static func run(_ job: Job, _ arguments: [String], isolation: isolated (any Actor)?) async -> JobExit {
        switch Starter.begin(job, arguments) {
        case .nothing(let exit): return exit
        case .work(let mark):
            Worker.perform(job, mark)
            await endWithJob()
        case .elsewhere:
            Starter.expectJob(insteadOf: job, mayComeElsewhere: true)
            await endWithJob()
        case .checkHealth:
            nonisolated(unsafe) let job = job
            return await Starter.answerHealth(job)
        case .supervise(let call):
            // The caller waits, so that the job is touched by one thread at a time.
            nonisolated(unsafe) let library = prepare(job, call)
            let interruption = Interruption()
            return await withTaskCancellationHandler {
                if job.settings.fork { return await superviseAside(job.settings, library, interruption) }
                InProcess.perform(job, job.settings, library, interruption)
                await endWithJob()
            } onCancel: {
                interruption.interrupt()
            }
        }
    }

    /// Waits for the end of the process, which comes with that of the job.
    static func endWithJob() async -> Never {
        while true { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
    }

    /// Makes the process ready to supervise.
    private static func prepare(_ job: Job, _ call: WorkerCall) -> LibraryJob {
        job.settings.command = [JobProgram.path]
        let isShared = Processes.threadCount > 1
        // Titles are written where the environment was, which other threads may be reading.
        if isShared { job.settings.proctitle = false }
        if job.settings.proctitle { ProcessTitle.prepare() }
        var library = Starter.part(of: job, call)
        library.isShared = isShared
        return library
    }

    /// Whether a copy of this process can do the work just as a program that begins anew: it shares nothing with others, and whatever ends it is
    /// told in the same way. The backtracer of Swift has its orders from the environment that a program begins with.
    private static func isUntouched(_ job: Job, _ library: LibraryJob, since before: SignalDispositions) -> Bool {
        !library.isShared && job.ownLoggers.isEmpty && Processes.allowsDumps && before.handled == 0 && SignalDispositions() == before
            && Descriptors.areStandardOnly
    }

    private static func supervise(_ settings: RunSettings, _ library: LibraryJob) -> JobExit {
        defer { Starter.runEnded() }
        do throws(StartFailure) {
            return JobExit(try Supervisor.run(settings, library: library))
        } catch {
            JobProgram.refuse(error.message, error.exitStatus)
        }
    }

    private static func superviseAside(_ settings: RunSettings, _ library: LibraryJob, _ interruption: Interruption) async -> JobExit {
        // As above: handed on to the thread, and touched by nobody else until that has resumed the caller.
        nonisolated(unsafe) let library = library
        return await withUnsafeContinuation { continuation in
            do throws(SystemError) {
                try SignalThread.beside(
                    {
                        interruption.begin()
                        defer { interruption.end() }
                        return supervise(settings, library)
                    }, then: { continuation.resume(returning: $0) })
            } catch {
                JobProgram.refuse("\(error)", ExitStatus.internalError)
            }
        }
    }

    /// Lets the main actor go on if this is its thread; the process ends with the job.
    static func serveMainActor() -> Never {
        if Processes.isOnMainThread { dispatchMain() }
        while true { Processes.sleep() }
    }
}
