import SisyphusCore
import SisyphusFleet
import SisyphusUnix

/// What stands between a start and its run besides the job's lock. The order: paused, conditions, lock, jitter, group, the lock of all hosts, paused
/// meanwhile.
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

    /// What is left once the lock is held: jitter, places, and a pause that somebody began while the start waited for any of this.
    static func afterLock(_ context: JobContext) throws(StartFailure) -> Verdict {
        var verdict = jitter(context)
        if case .open = verdict { verdict = try places(context) }
        guard case .open = verdict, let pause = context.pause(isAskedAgain: true) else { return verdict }
        context.leaveGroup()
        context.hideWaiting()
        return .closed(Skip.record(context, .paused(pause)))
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

    /// Takes a place in the group and the lock of all hosts, which `context` has then.
    static func places(_ context: JobContext) throws(StartFailure) -> Verdict {
        let verdict = try group(context)
        guard case .open = verdict, context.settings.fleetLock.engine != nil else { return verdict }
        let fleet = try fleet(context)
        if case .open = fleet {} else { context.leaveGroup() }
        return fleet
    }

    /// A job that runs again and again keeps that lock until it is lost.
    private static func fleet(_ context: JobContext) throws(StartFailure) -> Verdict {
        if let held = context.fleet {
            held.turn()
            if held.isHeld { return .open }
            held.release()
            context.fleet = nil
        }
        let (settings, now) = (context.settings.fleetLock, SystemClock.wall(utc: context.settings.utc))
        let id = RunID.new(start: now)
        let owner = LockOwner(
            host: Processes.hostName, pid: Processes.ownID, boot: Processes.bootID, run: context.settings.repeats ? nil : id, since: now)
        context.lockAway = nil
        switch FleetLock.take(context, owner: owner) {
        case .held(let lock):
            (context.fleet, context.announcedID) = (lock, id)
            return .open
        case .skipped(let reason):
            context.hideWaiting()
            return .closed(Skip.record(context, reason))
        case .away(let why) where settings.whenAway == .run:
            context.lockAway = why
            return .open
        case .away(let why) where settings.whenAway == .skip:
            context.hideWaiting()
            let exit = Skip.record(context, .lockAway(why))
            SkippedStartAlert(context).tellOfLock(why, now: now)
            return .closed(exit)
        case .away(let why), .refused(let why):
            context.hideWaiting()
            _ = Skip.record(context, .lockAway(why), isShown: false)
            throw StartFailure("--lock: \(why); the job was not started", ExitStatus.cannotCreate).located(in: context.settings)
        case .interrupted(let signal): return interrupted(signal, context)
        }
    }

    /// Takes a place in the group, which `context` has then.
    private static func group(_ context: JobContext) throws(StartFailure) -> Verdict {
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
