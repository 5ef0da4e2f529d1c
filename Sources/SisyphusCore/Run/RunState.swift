/// The life of one run as a value: what happens goes in, what is to be done comes out.
///
///     starting ─▶ running ─▶ ending ───────────▶ draining ─▶ settling ─▶ over
///                    │  (time up, interrupted)       ▲   (leftovers: report, kill, wait)
///                    └──────── the job ends ─────────┘
///
/// A run that tries again goes from over by pausing to starting.
///
/// All times are microseconds of the monotonic clock since the run began.
public struct RunState: Sendable {
    public enum Phase: Sendable, Equatable, CaseIterable {
        /// The keeper has been asked to start the command.
        case starting
        /// The job lives.
        case running
        /// The tree is being ended; the job may still live.
        case ending
        /// The keeper is gone; the supervisor ends the tree.
        case orphaned
        /// The job is over, something may still hold its output.
        case draining
        /// The output is over too; processes that are left are looked at, killed or waited for.
        case settling
        /// A try has ended; the next one has not begun yet.
        case pausing
        case over
    }

    public private(set) var phase = Phase.starting
    private let limits: RunLimits
    private var ending: Termination?
    private var outputEnded = false
    private var treeGone = false
    private var keeperIsLost = false
    private var keeperIsGivenUp = false
    private var warned = false
    /// How long the job usually takes, once it has been asked for.
    private var usual: UsualDuration?
    private var askedForUsual = false
    private var warnedOfUnusual = false
    private var lockIsLost = false
    /// How long the service manager lets an end take that it asks for, as far as it has said so.
    private var stopGrace: Int64?
    private var endRequests = 0
    private var stopSignal: Int32?
    private var lastOutput: Int64 = 0
    /// When this try began.
    private var tryStart: Int64 = 0
    /// When the next one begins.
    private var nextTry: Int64?
    private var drainDeadline: Int64?
    /// When an answer of the keeper is given up (it is alive but says nothing).
    private var answerDeadline: Int64?

    /// How long the keeper may take beyond the grace to kill to the fixed point, plus slack.
    static let killBound: Int64 = 10_000_000
    /// No shorter run is unusually long.
    static let usualBound: Int64 = 2 * UsualDuration.least

    public init(limits: RunLimits) {
        self.limits = limits
    }

    /// When `handle(.tick, …)` is due at the latest.
    public var deadline: Int64? {
        switch phase {
        case .starting, .running: earlier(earlier(timeLimit?.at, idleDeadline), earlier(warned ? nil : limits.warn, unusualDeadline))
        case .ending, .orphaned: answerDeadline
        case .draining: drainDeadline
        case .settling: earlier(answerDeadline, limits.leftover == .wait ? timeLimit?.at : nil)
        case .pausing: nextTry
        case .over: nil
        }
    }

    /// How long a job may take to end that is asked to.
    public var stopTime: Int64 { stopGrace ?? limits.grace }

    /// Takes what happened at `now` and returns what is to be done, in order.
    public mutating func handle(_ input: RunInput, at now: Int64) -> [RunEffect] {
        note(input, at: now)
        if case .lockLost(let why) = input { return loseLock(why, now) }
        return switch phase {
        case .starting, .running: whileAlive(input, now)
        case .ending: whileEnding(input, now)
        case .orphaned: whileOrphaned(input, now)
        case .draining: whileDraining(input, now)
        case .settling: whileSettling(input, now)
        case .pausing: whilePausing(input, now)
        case .over: whenOver(input)
        }
    }

    /// Facts that hold in every phase.
    private mutating func note(_ input: RunInput, at now: Int64) {
        switch input {
        case .output: lastOutput = now
        case .endOfOutput: outputEnded = true
        case .gone, .orphansEnded: treeGone = true
        case .keeperLost: keeperIsLost = true
        case .stopGrace(let grace): stopGrace = grace
        case .usual(let usual) where usual.median >= UsualDuration.least: self.usual = usual
        default: break
        }
    }

    /// When the time of the run or of the try is up, whichever comes first, and how long that is.
    private var timeLimit: (at: Int64, span: Int64)? {
        let run = limits.maxtime.map { (at: $0, span: $0) }
        let attempt = limits.tryMaxtime.map { (at: tryStart + $0, span: $0) }
        guard let run, let attempt else { return run ?? attempt }
        return attempt.at < run.at ? attempt : run
    }

    private var idleDeadline: Int64? { limits.idle.map { lastOutput + $0 } }

    private var unusualDeadline: Int64? {
        guard limits.warnsOfUnusual, !warnedOfUnusual else { return nil }
        return askedForUsual ? usual?.longest : Self.usualBound
    }

    private func earlier(_ one: Int64?, _ other: Int64?) -> Int64? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}

// MARK: - The phases

extension RunState {
    private mutating func whileAlive(_ input: RunInput, _ now: Int64) -> [RunEffect] {
        switch input {
        case .spawned:
            phase = .running
            return []
        case .spawnFailed(let failure):
            ending = Termination(cause: .notStarted(failure))
            return finish()
        case .exited(let status):
            if let number = limits.interruptions[status] { return [.signalCaller(number)] + interrupt(number, now) }
            ending = Termination(cause: .exited(status))
            return drain(from: now)
        case .keeperLost:
            return orphan(cause: .keeperLost, now)
        case .signal(let number) where Signal.endsRun(number):
            return interrupt(number, now)
        case .signal(let number):
            return pass(number)
        case .tick, .output:
            return checkLimits(now)
        case .endOfOutput, .gone, .leftovers, .survivors, .orphansEnded, .retry, .usual, .stopGrace, .lockLost:
            return []
        }
    }

    /// What the lock covered is ended in all phases in which something of it may live that is not being ended already. It is lost once only.
    private mutating func loseLock(_ why: String, _ now: Int64) -> [RunEffect] {
        guard !lockIsLost else { return [] }
        lockIsLost = true
        guard limits.endsWithoutLock else { return phase == .over ? [] : [.say(.lockLost(why, ends: false))] }
        let isWaitedFor = limits.leftover == .wait && endedByItself
        switch phase {
        case .starting, .running: break
        case .draining where isWaitedFor, .settling where isWaitedFor: break
        case .pausing:
            phase = .over
            return [.say(.lockLost(why, ends: true)), .finish(Termination(cause: .lockLost(why)))]
        case .ending, .orphaned, .draining, .settling, .over: return []
        }
        ending = Termination(cause: .lockLost(why))
        return [.say(.lockLost(why, ends: true))] + (treeGone ? drain(from: now) : end(now, grace: limits.grace))
    }

    private mutating func interrupt(_ number: Int32, _ now: Int64) -> [RunEffect] {
        endRequests = 1
        noteStop(number)
        ending = Termination(cause: .interrupted(signal: number))
        return [.say(.interrupted(signal: number))] + (treeGone ? drain(from: now) : end(now, grace: stopTime))
    }

    private mutating func checkLimits(_ now: Int64) -> [RunEffect] {
        if let limit = timeLimit, now >= limit.at {
            return timeUp(.timedOut(limit: limit.span), now)
        }
        if let limit = limits.idle, now >= lastOutput + limit {
            return timeUp(.idle(limit: limit), now)
        }
        if let limit = limits.warn, !warned, now >= limit {
            warned = true
            return [.say(.slow(limit: limit))] + look
        }
        guard let time = unusualDeadline, now >= time else { return [] }
        if let usual {
            warnedOfUnusual = true
            return [.say(.unusuallyLong(usual))]
        }
        askedForUsual = true
        return [.askUsual]
    }

    private mutating func timeUp(_ cause: Termination.Cause, _ now: Int64) -> [RunEffect] {
        ending = Termination(cause: cause)
        return [.say(.timeUp(cause))] + end(now, grace: limits.grace)
    }

    /// Ends the tree; its outcome is settled already.
    private mutating func end(_ now: Int64, grace: Int64) -> [RunEffect] {
        phase = .ending
        drainDeadline = nil
        answerDeadline = now + grace + Self.killBound
        return look + [.endTree(grace: grace)]
    }

    private var look: [RunEffect] { limits.snapshot ? [.snapshot] : [] }

    private mutating func whileEnding(_ input: RunInput, _ now: Int64) -> [RunEffect] {
        switch input {
        case .gone:
            return drain(from: now)
        case .survivors(let list):
            ending?.survivors = list
            return (list.isEmpty ? [] : [.say(.survivors(list))]) + drain(from: now)
        case .spawnFailed(let failure):
            // Interrupted before the command could be started: there is nothing to end.
            ending = Termination(cause: .notStarted(failure))
            return finish()
        case .keeperLost:
            return orphan(cause: ending?.cause ?? .keeperLost, now)
        case .signal(let number) where Signal.endsRun(number):
            return endAgain(number, .killTree)
        case .signal(let number):
            return pass(number)
        case .tick:
            guard let limit = answerDeadline, now >= limit else { return [] }
            return giveUpKeeper(now) ?? drain(from: now)
        case .spawned, .output, .endOfOutput, .exited, .leftovers, .orphansEnded, .retry, .usual, .stopGrace, .lockLost:
            return []
        }
    }

    /// The second request of the kind that people repeat skips the grace; a hang-up after a SIGTERM does not.
    private mutating func endAgain(_ number: Int32, _ effect: RunEffect) -> [RunEffect] {
        noteStop(number)
        guard number == Signal.terminate || number == Signal.interrupt else { return [] }
        endRequests += 1
        return endRequests == 2 ? [effect] : []
    }

    private mutating func orphan(cause: Termination.Cause, _ now: Int64) -> [RunEffect] {
        ending = Termination(cause: cause)
        phase = .orphaned
        answerDeadline = now + limits.grace + Self.killBound
        return (keeperIsGivenUp ? [] : [.say(.keeperLost)]) + [.endOrphans(grace: limits.grace)]
    }

    private mutating func whileOrphaned(_ input: RunInput, _ now: Int64) -> [RunEffect] {
        switch input {
        case .orphansEnded(let list):
            ending?.survivors = list
            return (list.isEmpty ? [] : [.say(.survivors(list))]) + drain(from: now)
        case .signal(let number) where Signal.endsRun(number):
            return endAgain(number, .endOrphans(grace: 0))
        case .tick:
            guard let limit = answerDeadline, now >= limit else { return [] }
            return drain(from: now)
        default:
            return []
        }
    }

    /// The job is over: reads on until both streams are at their end, at most the drain time.
    private mutating func drain(from now: Int64) -> [RunEffect] {
        phase = .draining
        answerDeadline = nil
        drainDeadline = now + limits.drain
        return outputEnded || limits.drain <= 0 ? settle(now) : []
    }

    private mutating func whileDraining(_ input: RunInput, _ now: Int64) -> [RunEffect] {
        switch input {
        case .endOfOutput:
            return settle(now)
        case .signal(let number) where Signal.endsRun(number):
            // What `--leftover wait` waits for is part of the run.
            if limits.leftover == .wait && endedByItself { return interrupt(number, now) }
            noteStop(number)
            return settle(now)
        case .signal(let number):
            return pass(number)
        case .keeperLost:
            return keeperLostAfterTheJob(now)
        case .tick:
            guard let limit = drainDeadline, now >= limit else { return [] }
            return settle(now)
        default:
            return []
        }
    }

    private mutating func settle(_ now: Int64) -> [RunEffect] {
        guard !treeGone, !keeperIsLost, endedByItself else { return finish() }
        phase = .settling
        answerDeadline = now + Self.killBound
        switch limits.leftover {
        case .report, .kill:
            // What is killed is named first.
            return [.askLeftovers]
        case .wait:
            answerDeadline = nil
            return []
        }
    }

    private mutating func whileSettling(_ input: RunInput, _ now: Int64) -> [RunEffect] {
        switch input {
        case .gone:
            return finish()
        case .leftovers(let list):
            return tellLeftovers(list, now)
        case .survivors(let list):
            ending?.survivors = list
            return (list.isEmpty ? [] : [.say(.survivors(list))]) + finish()
        case .keeperLost:
            return keeperLostAfterTheJob(now)
        case .orphansEnded:
            return finish()
        case .signal(let number) where Signal.endsRun(number):
            if limits.leftover == .wait { return interrupt(number, now) }
            return endAgain(number, .killTree)
        case .signal(let number):
            return pass(number)
        case .tick:
            if limits.leftover == .wait {
                guard let limit = timeLimit, now >= limit.at else { return [] }
                return timeUp(.timedOut(limit: limit.span), now)
            }
            guard let limit = answerDeadline, now >= limit else { return [] }
            if limits.leftover == .report { return [.say(.keeperSilent)] + finish() }
            return giveUpKeeper(now) ?? finish()
        case .spawned, .spawnFailed, .output, .endOfOutput, .exited, .retry, .usual, .stopGrace, .lockLost:
            return []
        }
    }

    private mutating func tellLeftovers(_ list: ProcessList, _ now: Int64) -> [RunEffect] {
        ending?.leftovers = list
        guard !list.isEmpty else { return finish() }
        let told = [.say(.leftovers(list, areKilled: limits.leftover == .kill))] + look
        guard limits.leftover == .kill else { return told + finish() }
        answerDeadline = now + limits.grace + Self.killBound
        return told + [.endTree(grace: limits.grace)]
    }

    private mutating func whenOver(_ input: RunInput) -> [RunEffect] {
        guard case .retry(let time) = input else { return [] }
        phase = .pausing
        nextTry = time
        return []
    }

    private mutating func whilePausing(_ input: RunInput, _ now: Int64) -> [RunEffect] {
        switch input {
        case .signal(let number) where Signal.endsRun(number):
            noteStop(number)
            var interrupted = Termination(cause: .interrupted(signal: number))
            interrupted.stopSignal = stopSignal
            phase = .over
            return [.say(.interrupted(signal: number)), .finish(interrupted)]
        case .signal(Signal.terminalStop):
            return [.pause]
        case .tick:
            guard let time = nextTry, now >= time else { return [] }
            var next = RunState(limits: limits)
            (next.warned, next.lastOutput, next.tryStart) = (warned, now, now)
            (next.usual, next.askedForUsual, next.warnedOfUnusual, next.lockIsLost) = (usual, askedForUsual, warnedOfUnusual, lockIsLost)
            next.stopGrace = stopGrace
            self = next
            return [.startTry]
        default:
            return []
        }
    }

    /// A keeper that does not answer (somebody stopped it) is killed once: then its processes are ours to end.
    private mutating func giveUpKeeper(_ now: Int64) -> [RunEffect]? {
        guard !keeperIsGivenUp else { return nil }
        keeperIsGivenUp = true
        answerDeadline = now + Self.killBound
        return [.say(.keeperSilent), .killKeeper]
    }

    /// What the keeper would have killed or waited for is ours to end; what would have been left is left.
    private mutating func keeperLostAfterTheJob(_ now: Int64) -> [RunEffect] {
        guard !treeGone, let cause = ending?.cause else { return [] }
        if limits.leftover == .report && endedByItself {
            return [.say(.keeperLost)] + (phase == .settling ? finish() : [])
        }
        return orphan(cause: cause, now)
    }

    /// Whether the job came to its end without being ended.
    private var endedByItself: Bool {
        if case .exited = ending?.cause { true } else { false }
    }

    private mutating func noteStop(_ number: Int32) {
        stopSignal = stopSignal ?? number
    }

    private func pass(_ number: Int32) -> [RunEffect] {
        switch number {
        case Signal.terminalStop: [.pause]
        case Signal.continue: [.resume]
        default: [.forward(number)]
        }
    }

    private mutating func finish() -> [RunEffect] {
        phase = .over
        guard var ending else { return [] }
        ending.stopSignal = stopSignal
        return [.release, .finish(ending)]
    }
}
