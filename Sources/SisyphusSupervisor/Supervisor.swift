public import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// `sisyphus run`, from settings to the way the process ends.
public enum Supervisor {
    /// Runs the job, once or again and again.
    ///
    /// - Parameter library: the part of a job that is written in Swift and is in this program.
    ///
    /// Must be called in a process with one thread, before anything has been started in it.
    /// - Throws: `StartFailure` if no run was started.
    public static func run(_ settings: RunSettings, library: LibraryJob? = nil) throws(StartFailure) -> WaitStatus {
        Descriptors.ensureStandard()
        Processes.forbidDumps()
        let usable = try UsableSettings(settings)
        let settings = usable.settings
        let signals = SignalReader.start()
        let caller = Caller(settings, sharesProcess: library != nil)
        let context = JobContext(
            settings: settings, store: try JobStore.make(settings), signals: signals, caller: caller, library: library, lineFormat: usable.lineFormat)
        for warning in NotifyStart.warnings(settings) { context.complain(warning) }
        // A job that runs again and again waits until the pause is over.
        if !settings.repeats, let pause = context.pause() { return Skip.record(context, .paused(pause)) }
        switch try JobLock.take(context) {
        case .interrupted(let signal):
            return .signalled(signal)
        case .busy:
            return try Skip.recordRunning(context)
        case .held(let lock):
            context.lock = lock
            do throws(StartFailure) {
                Recovery.run(context)
                if let exit = Skip.ofSlot(context) {
                    context.lock?.release()
                    return exit
                }
                if !settings.repeats { return try once(context) }
                var again = Repeat(context)
                let exit = try again.forever()
                context.lock?.release()
                if case .signalled = exit { context.letReadersTakeTheRest(limit: hurriedWait) } else { context.letReadersTakeTheRest() }
                return exit
            } catch {
                context.lock?.release()
                context.letReadersTakeTheRest()
                throw error
            }
        }
    }

    /// Tries what settings name, without a job.
    ///
    /// - Returns: what a run would warn of.
    /// - Throws: `StartFailure` if it would not start.
    public static func check(_ settings: RunSettings) throws(StartFailure) -> [String] {
        let usable = try UsableSettings(settings)
        _ = try FilePermissions(settings)
        _ = try Notifications.base(settings)
        return NotifyStart.warnings(usable.settings)
    }

    private static func once(_ context: JobContext) throws(StartFailure) -> WaitStatus {
        let run = try Run(context: context, number: nil)
        let result = try run.perform()
        context.lock?.release()
        if result.outcome.status == .timeout { context.shortenPatience(to: patienceAfterLimit) }
        run.renewStatusPage()
        run.showReport()
        run.tell(stopSignal: result.stopSignal)
        if result.stopSignal == nil { Housekeeping.perform(after: run) }
        run.flush(at: run.clock.stamp)
        context.letReadersTakeTheRest(limit: result.stopSignal == nil ? nil : hurriedWait)
        run.leave()
        return result.outcome.exit
    }

    /// How long a reader may stand still after a run whose time was up (microseconds): who sets a limit wants the end.
    private static let patienceAfterLimit: Int64 = 1_000_000
    /// How long readers are waited for when somebody wants this process to end (microseconds).
    private static let hurriedWait: Int64 = 3_000_000
}
