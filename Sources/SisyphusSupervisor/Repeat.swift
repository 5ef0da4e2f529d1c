import SisyphusCore
import SisyphusUnix

/// Run, pause, run again, with the lock held.
struct Repeat {
    private let context: JobContext
    private var schedule: Schedule

    init(_ context: JobContext) {
        self.context = context
        schedule = Schedule(context.settings.nextrun)
    }

    /// Runs until a signal, `--exit-on-error` or a start that is no longer possible ends it.
    mutating func forever() throws(StartFailure) -> WaitStatus {
        var number = 1
        while true {
            if !context.store.directory.isInPlace {
                switch try context.moveIn() {
                case .held: break
                case .busy(let holder): return try Skip.recordRunning(context, holder)
                case .interrupted(let signal): return .signalled(signal)
                }
            }
            if let signal = sitOut() { return end(bySignal: signal) }
            switch try gate() {
            case .open: break
            case .closed:
                if let signal = sleep(pauseAfterSkip()) { return end(bySignal: signal) }
                continue
            case .interrupted(let signal): return end(bySignal: signal)
            }
            // Somebody may have paused the job while it waited for its turn.
            if context.pause(isAskedAgain: true) != nil {
                context.leaveGroup()
                continue
            }
            let run = try Run(context: context, number: number)
            let result = try run.perform()
            context.leaveGroup()
            let exit = end(after: result)
            let next = exit == nil ? plan(elapsed: result.elapsed, isGood: result.outcome.status.isGood) : nil
            let due = next.map { SystemClock.monotonicMicroseconds() + $0.pause }
            run.renewStatusPage()
            run.showReport()
            run.tell(stopSignal: result.stopSignal, until: due)
            if result.stopSignal == nil { Housekeeping.perform(after: run) }
            context.slot = nil
            if let next {
                run.say(next.text, tags: ["sisyphus", "info"], at: run.clock.stamp)
                run.showTitle("Sleeping")
            }
            run.leave()
            if let exit { return exit }
            let pause = max(0, (due ?? 0) - SystemClock.monotonicMicroseconds())
            if pause >= Self.shownPause, let next {
                ScheduledStart.keep(next, in: context.store, since: run.clock.start)
                context.showWaiting(.init(.nextRun, until: next.until))
            }
            if let signal = sleep(pause) { return end(bySignal: signal) }
            number += 1
            (context.lockWait, context.jitter) = (nil, nil)
        }
    }

    /// Shorter pauses are not worth a file (microseconds).
    private static let shownPause: Int64 = 1_000_000
    /// How often it is looked whether a pause is over that somebody may end (microseconds).
    private static let pauseLook: Int64 = 1_000_000

    private func sleep(_ microseconds: Int64) -> Int32? {
        let reaps = context.library?.mayHaveChildren != true
        return InterruptibleSleep.sleep(microseconds: microseconds, context.signals, reaps: reaps, sparing: context.couriers, serving: context)
    }

    /// A signal came while no run went on.
    private func end(bySignal signal: Int32) -> WaitStatus {
        context.hideWaiting()
        return .signalled(signal)
    }

    /// Waits while the job is paused, which is one skipped start.
    ///
    /// - Returns: the signal that ended it.
    private func sitOut() -> Int32? {
        guard let pause = context.pause() else { return nil }
        _ = Skip.record(context, .paused(pause))
        context.showWaiting(.init(.nextRun, until: pause.until))
        repeat { if let signal = sleep(Self.pauseLook) { return signal } } while context.pause() != nil
        return nil
    }

    private func gate() throws(StartFailure) -> StartGate.Verdict {
        if !context.settings.onlyIf.isEmpty {
            let verdict = StartGate.conditions(context)
            guard case .open = verdict else { return verdict }
        }
        return try StartGate.places(context)
    }

    /// A start that was skipped counts as a good run that took no time, but what does not hold is not asked for without a pause.
    private mutating func pauseAfterSkip() -> Int64 {
        let next = plan(elapsed: 0, isGood: true)
        let pause = max(next.pause, Self.shownPause)
        let now = SystemClock.wall(utc: context.settings.utc)
        context.showWaiting(.init(.nextRun, until: Timestamp(microseconds: now.microseconds + pause, utcOffset: now.utcOffset)))
        return pause
    }

    private func end(after result: RunResult) -> WaitStatus? {
        if let signal = result.stopSignal { return .signalled(signal) }
        if result.isStuck { return result.outcome.exit }
        return context.settings.exitOnError && !result.outcome.status.isGood ? result.outcome.exit : nil
    }

    /// Decides about the pause, which is counted from the end of the run.
    private mutating func plan(elapsed: Int64, isGood: Bool) -> NextStart {
        if let library = context.library { schedule.nextrun = library.delegate.nextRun() }
        var next = schedule.next(
            end: SystemClock.wall(utc: context.settings.utc), elapsed: elapsed, isGood: isGood, local: SystemClock.localTimestamp)
        if !context.settings.utc { next.until = SystemClock.local(microseconds: next.until.microseconds) }
        return next
    }
}
