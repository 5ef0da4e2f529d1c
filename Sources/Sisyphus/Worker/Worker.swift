import Glibc
import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix
import Synchronization

/// The process that does the job's work.
enum Worker {
    /// What this process is if it is a worker: as the environment says in one that has begun anew.
    static var mark: WorkerMark? { forked.load()?.mark ?? given }

    private static let given = Environment.value(of: WorkerMark.variable).flatMap(WorkerMark.init)
    /// Set in a copy of the supervisor.
    private static let forked = AtomicLazyReference<ForkedWorker>()

    private final class ForkedWorker: Sendable {
        let mark: WorkerMark
        init(_ mark: WorkerMark) { self.mark = mark }
    }

    /// Goes on as the worker in a copy of the supervising process, with the job as it is.
    static func goOn(with job: Job, _ mark: WorkerMark) -> Never {
        // The supervisor's frames, which nobody returns to, have it too.
        nonisolated(unsafe) let job = job
        do throws(SystemError) {
            try PlainThread.startInCopy {
                _ = forked.storeIfNil(ForkedWorker(mark))
                Starter.becomeChild(job, mark)
                perform(job, mark)
            }
        } catch {
            JobProgram.refuse("\(error)", ExitStatus.internalError)
        }
        Supervision.serveMainActor()
    }

    /// Begins the work, which states its outcome and ends the process, and returns at once.
    static func perform(_ job: Job, _ mark: WorkerMark) {
        forgetSupervisor()
        showName(of: job)
        StandardOutput.giveOutByLines()
        do throws(SystemError) {
            CurrentRun.begin(job, try PipeChannel(key: mark.key, isHeard: mark.isHeard))
        } catch {
            StandardStream.error.write("\(error)\n")
            exit(1)
        }
        // From here on the job belongs to the task: whoever called does nothing more with it.
        nonisolated(unsafe) let job = job
        let cancellation = Cancellation()
        // Where that cannot be, the signal ends the process at once.
        try? EndSignals.watch([SIGTERM, job.settings.killSignal]) { _ in cancellation.cancel() }
        cancellation.start {
            CurrentRun.channel.outcome(await Execution.perform(job))
            // Exit handlers run and buffers are written, as at the end of any program.
            cancellation.afterHandlers { exit(0) }
        }
    }

    /// The kernel calls the process after the link that was executed.
    private static func showName(of job: Job) {
        let name = JobPlace(job.settings).directoryName
        Processes.setName(name)
        // In a copy the supervisor has prepared it.
        guard job.settings.proctitle, forked.load() != nil || Processes.threadCount == 1, ProcessTitle.prepare() else { return }
        let process = "child \(Processes.ownID)"
        ProcessTitle.set(TitleText.make(original: ProcessTitle.original, process: process, tasks: [], detail: "\(job.settings.projectname)/\(name)"))
    }

    /// What the job starts must neither know the key nor take our options for its own.
    private static func forgetSupervisor() {
        for (name, _) in Environment.variables(withPrefix: "SISYPHUS_") {
            let isForJobs = name.hasPrefix("SISYPHUS_RUN_") && name != WorkerMark.variable
            if !isForJobs { Environment.erase(name) }
        }
        if let value = Environment.value(of: WorkerMark.backtraceVariable) {
            if let before = WorkerMark.backtrace(before: value) {
                Environment.set(WorkerMark.backtraceVariable, before)
            } else {
                Environment.remove(WorkerMark.backtraceVariable)
            }
        }
    }
}
