import Glibc
import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// The process that does the job's work.
enum Worker {
    /// What the environment says about this process.
    static let mark: WorkerMark? = Environment.value(of: WorkerMark.variable).flatMap(WorkerMark.init)

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
        guard job.settings.proctitle, Processes.threadCount == 1, ProcessTitle.prepare() else { return }
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
