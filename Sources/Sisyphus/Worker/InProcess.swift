import Glibc
import SisyphusCore
import SisyphusSupervisor
import SisyphusUnix

/// A job that works in the process of its supervisor.
enum InProcess {
    /// Begins to supervise and to work, which ends the program, and returns at once.
    ///
    /// The first thread serves the main actor, another one supervises, and the job runs wherever Swift runs it.
    static func perform(_ job: Job, _ settings: RunSettings, _ library: LibraryJob, _ interruption: Interruption) {
        // Each run awaits the job alone, and the runs follow one another.
        nonisolated(unsafe) let job = job
        nonisolated(unsafe) var library = library
        let cancellation = Cancellation()
        do throws(SystemError) {
            let work = try InProcessWork(
                start: { work in
                    cancellation.start {
                        CurrentRun.channel.outcome(await Execution.perform(job))
                        cancellation.afterHandlers {
                            StandardOutput.flush()
                            work.ended()
                        }
                    }
                },
                cancel: { cancellation.cancel() })
            library.inProcess = work
            CurrentRun.begin(job, InProcessChannel(work))
            // Handed on to the supervising thread, and not touched here again.
            nonisolated(unsafe) let part = library
            try SignalThread.start {
                interruption.begin()
                supervise(settings, part)
            }
        } catch {
            JobProgram.refuse("\(error)", ExitStatus.internalError)
        }
    }

    private static func supervise(_ settings: RunSettings, _ library: LibraryJob) -> Never {
        do throws(StartFailure) {
            let exit = try Supervisor.run(settings, library: library)
            StandardOutput.flushBriefly()
            // The run of a job that crashed is closed; now it may die of it, with a core dump or the report of Swift's backtracer.
            if library.inProcess?.isKilled == true { SharedEnd.letDie() }
            switch exit {
            // The job may still be at work: exit handlers would run beside it.
            case .exited(let status): Processes.leave(status)
            case .signalled(let signal): Processes.die(bySignal: signal)
            }
        } catch {
            JobProgram.refuse(error.message, error.exitStatus)
        }
    }
}
