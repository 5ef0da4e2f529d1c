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
        do throws(StartFailure) { return try start(settings, library) } catch {
            TerminationLog.write(error.message)
            throw error
        }
    }

    private static func start(_ settings: RunSettings, _ library: LibraryJob?) throws(StartFailure) -> WaitStatus {
        Descriptors.ensureStandard()
        Processes.forbidDumps()
        let usable = try UsableSettings(settings)
        let settings = usable.settings
        let signals: SignalReader
        do throws(SystemError) { signals = try SignalReader.start() } catch {
            throw StartFailure("\(error); the job was not started", ExitStatus.internalError)
        }
        let caller = Caller(settings, sharesProcess: library != nil)
        let context = JobContext(
            settings: settings, store: try JobStore.make(settings), signals: signals, caller: caller, library: library, lineFormat: usable.lineFormat)
        for warning in NotifyStart.warnings(settings) { context.complain(warning) }
        // A job that runs again and again asks before each run.
        if !settings.repeats {
            switch StartGate.beforeLock(context) {
            case .open: break
            case .closed(let exit): return exit
            case .interrupted(let signal): return Skip.recordInterrupted(context, signal)
            }
        }
        switch try JobLock.take(context) {
        case .interrupted(let signal):
            return Skip.recordInterrupted(context, signal)
        case .busy(let holder):
            return try Skip.recordRunning(context, holder)
        case .held(let lock):
            context.lock = lock
            do throws(StartFailure) {
                Recovery.run(context)
                if let exit = Skip.ofSlot(context) { return leave(context, exit) }
                if !settings.repeats {
                    switch try StartGate.afterLock(context) {
                    case .open: return try once(context)
                    case .closed(let exit): return leave(context, exit)
                    case .interrupted(let signal): return leave(context, Skip.recordInterrupted(context, signal))
                    }
                }
                if case .interrupted(let signal) = StartGate.jitter(context) { return leave(context, Skip.recordInterrupted(context, signal)) }
                var again = Repeat(context)
                let exit = try again.forever()
                ScheduledStart.forget(context.store)
                context.unlock()
                if case .signalled = exit { context.letReadersTakeTheRest(limit: hurriedWait) } else { context.letReadersTakeTheRest() }
                return exit
            } catch {
                context.unlock()
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
        do throws(Refusal) { _ = try FleetLock.password(settings) } catch { throw StartFailure.refused("--lock: \(error.reason)").located(in: settings) }
        _ = try Notifications.base(settings)
        _ = try OutputChecks(settings.checks)
        return NotifyStart.warnings(usable.settings)
    }

    /// Ends without a run, with the lock held.
    private static func leave(_ context: JobContext, _ exit: WaitStatus) -> WaitStatus {
        context.unlock()
        for one in context.earlier { one.waitForDeliveries(signals: context.signals) }
        context.letReadersTakeTheRest(limit: hurriedWait)
        return exit
    }

    private static func once(_ context: JobContext) throws(StartFailure) -> WaitStatus {
        let run = try Run(context: context, number: nil)
        let result = try run.perform()
        context.leaveGroup()
        context.unlock()
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
