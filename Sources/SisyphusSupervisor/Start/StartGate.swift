import SisyphusCore
import SisyphusUnix

/// What stands between a start and its run besides the job's lock. The order: paused, conditions, lock, jitter, group.
enum StartGate {
    enum Verdict {
        case open
        /// The start is no run, and this is how the supervisor ends.
        case closed(WaitStatus)
        case interrupted(Int32)
    }

    /// Pauses and conditions, which need no lock.
    static func beforeLock(_ context: JobContext) -> Verdict {
        if let pause = context.pause() { return .closed(Skip.record(context, .paused(pause))) }
        return context.settings.onlyIf.isEmpty ? .open : conditions(context)
    }

    static func conditions(_ context: JobContext) -> Verdict {
        switch StartConditions.ask(context) {
        case .hold: return .open
        case .skip(let reason): return .closed(Skip.record(context, reason))
        case .interrupted(let signal): return .interrupted(signal)
        case .broken(let sentence):
            context.complain("\(sentence); the job was not started")
            _ = Skip.record(context, .condition(sentence), isShown: false)
            return .closed(.exited(ExitStatus.internalError))
        }
    }

    /// Puts the start off by its share of `--jitter`.
    static func jitter(_ context: JobContext) -> Verdict {
        guard let jitter = context.settings.jitter else { return .open }
        let delay = jitter.delay(machine: Processes.machineID, JobPlace(context.settings), chance: .random(in: .min ... .max))
        context.jitter = delay
        let now = SystemClock.wall(utc: context.settings.utc)
        let until = Timestamp(microseconds: now.microseconds + delay, utcOffset: now.utcOffset)
        context.showWaiting(.init(.jitter, until: until), title: "Waiting for \(TimeSpanText.words(microseconds: delay)) (--jitter)")
        guard let signal = InterruptibleSleep.sleep(microseconds: delay, context.signals, serving: context) else { return .open }
        return interrupted(signal, context)
    }

    /// Takes a place in the group, which `context` has then.
    static func group(_ context: JobContext) throws(StartFailure) -> Verdict {
        guard let group = context.settings.group else { return .open }
        context.groupWait = nil
        switch try GroupPlace.take(group, context) {
        case .held(let file):
            context.groupPlace = file
            return .open
        case .busy:
            context.hideWaiting()
            return .closed(Skip.record(context, .group(group)))
        case .interrupted(let signal): return interrupted(signal, context)
        }
    }

    private static func interrupted(_ signal: Int32, _ context: JobContext) -> Verdict {
        context.hideWaiting()
        return .interrupted(signal)
    }
}
