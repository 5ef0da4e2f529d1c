import SisyphusCore
import SisyphusUnix

/// `sisyphus run`, from settings to the way the process ends.
public enum Supervisor {
    /// Runs the job, once or again and again.
    ///
    /// Must be called in a process with one thread, before anything has been started in it.
    /// - Throws: `StartFailure` if no run was started.
    public static func run(_ settings: RunSettings) throws(StartFailure) -> Outcome.Exit {
        Descriptors.ensureStandard()
        Processes.forbidDumps()
        let signals = SignalReader.start()
        let caller = Caller(commandLength: settings.command.count)
        let access = try FileAccess(settings)
        let directory = try JobDirectory.open(settings, access: access)
        switch try JobLock.take(in: directory, settings: settings, access: access, signals: signals) {
        case .interrupted(let signal):
            return .signal(signal)
        case .busy:
            return try Skip.record(in: directory, settings: settings, access: access)
        case .held(let lock):
            let context = JobContext(
                settings: settings, directory: directory, access: access, signals: signals, lock: lock, caller: caller)
            Recovery.run(context)
            return try runs(context)
        }
    }

    private static func runs(_ context: JobContext) throws(StartFailure) -> Outcome.Exit {
        let settings = context.settings
        guard settings.repeats else {
            let result = try Run(context: context, number: nil).perform()
            context.lock.release()
            housekeep(context)
            return result.outcome.exit
        }
        var schedule = Schedule(settings.nextrun)
        var number = 1
        while true {
            let result = try Run(context: context, number: number).perform()
            if let signal = result.stopSignal { return .signal(signal) }
            if settings.exitOnError && !result.outcome.status.isGood { return result.outcome.exit }
            housekeep(context)
            if let signal = sleep(&schedule, after: result, context) { return .signal(signal) }
            number += 1
        }
    }
}
