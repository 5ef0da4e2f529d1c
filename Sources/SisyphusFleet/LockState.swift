import SisyphusCore

/// Something that happened to a lock holder.
public enum LockInput: Sendable, Equatable {
    case begin
    /// What came of the request that was under way.
    case answered(EtcdAnswer)
    case failed(EtcdTrouble)
    /// A key that was watched has changed, or is watched no more.
    case changed
    /// The supervisor does not need the lock any more.
    case release
    /// Supervisor and keeper are gone.
    case orphaned
    case tick
}

/// Something that a lock holder does because `LockState` decided so.
public enum LockEffect: Sendable, Equatable {
    /// Sends a request to one of the members, and gives it up after so many microseconds. One that is under way is forgotten.
    case request(EtcdRequest, member: Int, limit: Int64)
    /// Watches the keys of lock and line, from this revision on.
    case watch(member: Int, revision: Int64)
    case endWatch
    /// The lock is held at least up to this moment of the boot-time clock (microseconds); 0: it is not.
    case cover(until: Int64)
    case tell(LockNews)
    /// Ends what is left of the run.
    case endTree
    case finish
}

/// How a lock holder takes a lock of etcd, keeps it and gives it back, as a value: what happens goes in, what is to be done comes out.
///
///     starting ─▶ (inLine ─▶) holding ─▶ releasing ─▶ over
///         ▲          │           │  (the lease is gone) ▲
///         └──────────┘           └────────▶ lost ───────┘
///
/// All times are microseconds of the boot-time clock, which goes on while the machine sleeps.
public struct LockState: Sendable {
    public enum Phase: Sendable, Equatable, CaseIterable {
        /// It gets a lease and tries to take the lock.
        case starting
        /// Somebody else has the lock.
        case inLine
        case holding
        case lost
        case releasing
        case over
    }

    public private(set) var phase = Phase.starting
    private let order: LockOrder
    private let ttl: Int64
    /// What is asked at the moment and since when; what is to be asked when the next pause is over.
    private var pending: EtcdRequest?
    private var sentAt: Int64 = 0
    private var next: EtcdRequest?
    private var nextAt: Int64 = 0
    private var isLoggedIn: Bool
    private var loggedInAt: Int64 = .min / 2
    private var member = 0
    /// What the members said, or was said of them, that did not answer as they should in this round of asking all.
    private var troubles: [String] = []
    private var refusal: String?
    private var lease: String?
    private var slotLease: String?
    private var place: Int64?
    /// When the lease that was granted or renewed last runs out at the earliest.
    private var until: Int64 = 0
    private var renewAt: Int64 = 0
    /// When a start or a release is given up.
    private var giveUpAt: Int64 = 0
    private var isTroubled = false
    /// The revision of the key that this holder made.
    private var fence: Int64?
    /// Leases that are given back, one after the other.
    private var unneeded: [String] = []

    /// A start that gets no answer is given up after this time: three members that do not answer have been asked, and what is said and given back then still leaves
    /// it below 10 s.
    static let patience: Int64 = 7_800_000
    /// The same for giving the lock back.
    static let farewell: Int64 = 2_000_000
    /// Between two rounds of asking all members.
    static let pause: Int64 = 500_000
    /// Between two attempts to take a lock whose keys change all the time.
    static let breath: Int64 = 200_000
    /// No token runs out so soon: another one would be refused too.
    static let leastToken: Int64 = 5_000_000

    public init(_ order: LockOrder) {
        self.order = order
        ttl = order.ttl * 1_000_000
        isLoggedIn = order.user == nil
    }

    /// When `handle(.tick, …)` is due at the latest; `nil`: what is under way has a limit of its own.
    public var deadline: Int64? {
        var times: [Int64] = []
        if next != nil { times.append(nextAt) }
        if phase == .starting || phase == .releasing { times.append(giveUpAt) }
        if pending == nil, next == nil, phase == .inLine || phase == .holding { times.append(renewAt) }
        return times.min()
    }

    /// Takes what happened at `now` and returns what is to be done, in order.
    public mutating func handle(_ input: LockInput, at now: Int64) -> [LockEffect] {
        switch (input, phase) {
        case (_, .over): return []
        case (.begin, _):
            giveUpAt = now + Self.patience
            return ask(.grant, now)
        case (.release, .releasing), (.orphaned, .releasing): return []
        case (.release, _): return release(now)
        // What etcd keeps of a run that was killed ends by itself, when all that belongs to it certainly has.
        case (.orphaned, _): return fence != nil ? [.endTree] + finish() : release(now)
        case (.changed, .inLine) where pending == nil && next == nil:
            guard now < sentAt + Self.breath, let acquisition else { return tryAgain(now) }
            (next, nextAt) = (.acquire(acquisition), sentAt + Self.breath)
            return []
        case (.changed, _): return []
        case (.answered(let answer), _):
            guard let request = pending else { return [] }
            pending = nil
            (troubles, refusal) = ([], nil)
            return take(answer, to: request, now)
        case (.failed(let trouble), _):
            guard let request = pending else { return [] }
            pending = nil
            return overcome(trouble, request, now)
        case (.tick, _): return turn(now)
        }
    }

    // MARK: Asking

    private mutating func ask(_ request: EtcdRequest, _ now: Int64) -> [LockEffect] {
        guard isLoggedIn || request == .logIn else {
            next = request
            nextAt = .max
            return send(.logIn, now)
        }
        next = nil
        return send(request, now)
    }

    private mutating func send(_ request: EtcdRequest, _ now: Int64) -> [LockEffect] {
        (pending, sentAt) = (request, now)
        var limit = min(max(ttl / 6, Self.pause), 2_500_000)
        if phase == .starting || phase == .releasing { limit = min(limit, max(giveUpAt - now, 1)) }
        return [.request(request, member: member, limit: limit)]
    }

    private mutating func turn(_ now: Int64) -> [LockEffect] {
        if phase == .starting, now >= giveUpAt, pending == nil { return giveUp("no member of etcd answered in time") }
        if phase == .releasing, now >= giveUpAt { return finish() }
        guard pending == nil else { return [] }
        if let next { return now >= nextAt ? ask(next, now) : [] }
        guard phase == .inLine || phase == .holding, now >= renewAt, let lease else { return [] }
        return ask(.keepAlive(lease: lease), now)
    }

    /// A member did not answer as it should: the next one is asked, and after a round of all of them that makes a pause.
    private mutating func overcome(_ trouble: EtcdTrouble, _ request: EtcdRequest, _ now: Int64) -> [LockEffect] {
        if trouble == .noLease { return loseLease(now) }
        switch trouble {
        case .loggedOut where order.user != nil && now - loggedInAt >= Self.leastToken:
            isLoggedIn = false
            return ask(request, now)
        case .loggedOut(let text), .refused(let text): refusal = text
        case .away, .noLease: break
        }
        // What waits for the log-in goes on waiting for it.
        let wanted = request == .logIn ? next ?? request : request
        member = (member + 1) % order.endpoints.count
        troubles.append(trouble.sentence)
        let sentence = troubles.joined(separator: "; ")
        // What is asked in the last moment is given up for want of time, which explains nothing.
        if phase == .starting, refusal == nil, now + Self.pause > giveUpAt { return giveUp(sentence) }
        guard troubles.count == order.endpoints.count else { return ask(wanted, now) }
        troubles = []
        (next, nextAt) = (wanted, now + Self.pause)
        switch phase {
        case .starting:
            if let refusal { return fail(.refused(refusal)) }
            return nextAt + Self.pause < giveUpAt ? [] : giveUp(sentence)
        case .inLine:
            // Whether the place is kept is found out when somebody answers; then that goes on as a start does.
            if now >= until { return startOver(now) }
            return []
        case .holding where !isTroubled:
            isTroubled = true
            return [.tell(.trouble(sentence))]
        case .releasing: return nextAt < giveUpAt ? [] : finish()
        case .holding, .lost, .over: return []
        }
    }

    private mutating func giveUp(_ sentence: String) -> [LockEffect] { fail(.away(sentence)) }

    /// The start has come to nothing. The supervisor says when to leave.
    private mutating func fail(_ news: LockNews) -> [LockEffect] {
        (phase, pending, next) = (.lost, nil, nil)
        return [.endWatch, .tell(news)]
    }

    // MARK: Answers

    private mutating func take(_ answer: EtcdAnswer, to request: EtcdRequest, _ now: Int64) -> [LockEffect] {
        switch (answer, request) {
        case (.token, .logIn):
            (isLoggedIn, loggedInAt) = (true, now)
            return next.map { ask($0, now) } ?? []
        case (.lease(let id, _), .grantSlot):
            slotLease = id
            return tryAgain(now)
        case (.lease(let id, let granted), .grant):
            lease = id
            renew(granted)
            return order.slot != nil && slotLease == nil ? ask(.grantSlot, now) : tryAgain(now)
        case (.acquired(let fence), .acquire):
            (phase, self.fence) = (.holding, fence)
            return [.endWatch, .cover(until: until), .tell(.locked(fence: String(fence), key: order.key))]
        case (.occupied(let occupation), .acquire): return wait(occupation, now)
        case (.alive(let left), .keepAlive): return left > 0 ? goOn(left, now) : loseLease(now)
        case (.key(let created), .look):
            if created == fence { return cover() }
            return lose("somebody has removed the key \(order.key)\(created == nil ? "" : ", and another host has taken it")")
        case (.revoked, .revoke): return giveBack(now)
        default: return []
        }
    }

    private mutating func renew(_ left: Int64) {
        until = sentAt + min(left, order.ttl) * 1_000_000
        renewAt = sentAt + ttl / 3
    }

    private mutating func goOn(_ left: Int64, _ now: Int64) -> [LockEffect] {
        renew(left)
        guard phase == .holding else { return phase == .inLine ? tryAgain(now) : [] }
        return ask(.look, now)
    }

    /// A lease that was renewed counts when the key has been seen after that: a leader that was replaced, as it stood still, renews what is another host's already.
    private mutating func cover() -> [LockEffect] {
        let news: [LockEffect] = isTroubled ? [.tell(.renewed)] : []
        isTroubled = false
        return [.cover(until: until)] + news
    }

    private mutating func tryAgain(_ now: Int64) -> [LockEffect] {
        acquisition.map { ask(.acquire($0), now) } ?? []
    }

    private var acquisition: EtcdRequest.Acquisition? { lease.map { .init(lease: $0, slotLease: slotLease, place: place) } }

    private mutating func wait(_ occupation: EtcdOccupation, _ now: Int64) -> [LockEffect] {
        if occupation.slotIsTaken { return fail(.slotIsTaken) }
        guard order.waits else { return fail(.busy(occupation.owner)) }
        let isNew = phase != .inLine
        (phase, place) = (.inLine, occupation.place)
        let watch = LockEffect.watch(member: member, revision: occupation.revision + 1)
        return isNew ? [.tell(.waiting(occupation.owner)), watch] : [watch]
    }

    private mutating func loseLease(_ now: Int64) -> [LockEffect] {
        return switch phase {
        case .holding: lose("its lease has run out or was revoked")
        case .inLine: startOver(now)
        case .starting: grantLater(now)
        case .releasing: giveBack(now)
        case .lost, .over: []
        }
    }

    private mutating func grantLater(_ now: Int64) -> [LockEffect] {
        (lease, next, nextAt) = (nil, .grant, now + Self.pause)
        return []
    }

    /// The place in the line is lost: it takes another one.
    private mutating func startOver(_ now: Int64) -> [LockEffect] {
        (phase, lease, place) = (.starting, nil, nil)
        giveUpAt = now + Self.patience
        return [.endWatch] + ask(.grant, now)
    }

    private mutating func lose(_ why: String) -> [LockEffect] {
        (phase, pending, next) = (.lost, nil, nil)
        return [.cover(until: 0), .tell(.lost(why))]
    }

    // MARK: The end

    private mutating func release(_ now: Int64) -> [LockEffect] {
        (phase, giveUpAt, next) = (.releasing, now + Self.farewell, nil)
        // That of a scheduled moment stays when its run has been.
        unneeded = [lease, fence == nil ? slotLease : nil].compactMap { $0 }
        return [.endWatch] + giveBack(now)
    }

    private mutating func giveBack(_ now: Int64) -> [LockEffect] {
        unneeded.isEmpty ? finish() : ask(.revoke(lease: unneeded.removeFirst()), now)
    }

    private mutating func finish() -> [LockEffect] {
        phase = .over
        return [.finish]
    }
}
