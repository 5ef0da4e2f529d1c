import SisyphusCore
import TestSupport
import Testing

@testable import SisyphusFleet

/// Every phase × every input, and the stories that the table cannot tell.
@Suite struct LockStateTests {
    static let second: Int64 = 1_000_000
    static let owner = LockOwner(host: "alpha", pid: 7)

    static func order(waits: Bool = true, members: Int = 2, slot: String? = nil, user: String? = nil) -> LockOrder {
        var settings = RunSettings()
        (settings.projectname, settings.jobname) = ("P", "J")
        settings.overlap = waits ? .wait(nil) : .skip
        settings.fleetLock.user = user
        let hosts = (1...members).map { "h\($0)" }.joined(separator: ",")
        guard case .etcd(let address)? = try? LockEngine("etcd://\(hosts)/x") else { fatalError("no address") }
        var order = LockOrder(settings, address, owner: owner, slot: nil, password: user.map { _ in "secret" })
        order.slot = slot
        return order
    }

    static func occupied(place: Int64?) -> EtcdOccupation { EtcdOccupation(owner: LockOwner(host: "beta"), place: place, revision: 9) }

    /// Leads a new holder into the phase, at the moment 0.
    static func state(in phase: LockState.Phase) -> LockState {
        var state = LockState(order())
        func feed(_ inputs: LockInput...) { for input in inputs { _ = state.handle(input, at: 0) } }
        feed(.begin, .answered(.lease("5", ttl: 30)))
        switch phase {
        case .starting: break
        case .inLine: feed(.answered(.occupied(occupied(place: 8))))
        case .holding: feed(.answered(.acquired(fence: 9)))
        case .lost:
            feed(.answered(.acquired(fence: 9)))
            _ = state.handle(.tick, at: 10 * second)
            feed(.answered(.alive(ttl: 0)))
        case .releasing: feed(.answered(.acquired(fence: 9)), .release)
        case .over: feed(.answered(.acquired(fence: 9)), .release, .answered(.revoked))
        }
        #expect(state.phase == phase)
        return state
    }

    static let inputs: [(String, [LockInput], Int64)] = [
        ("acquired", [.answered(.acquired(fence: 9))], 1), ("occupied", [.answered(.occupied(occupied(place: 8)))], 1),
        ("changed", [.changed], 1), ("changed later", [.changed], 300_000), ("release", [.release], 1), ("orphaned", [.orphaned], 1), ("tick", [.tick], 1),
        ("tick after a third", [.tick], 10 * second), ("a third, alive", [.tick, .answered(.alive(ttl: 30))], 10 * second),
        ("a third, gone", [.tick, .answered(.alive(ttl: 0))], 10 * second), ("a third, no lease", [.tick, .failed(.noLease)], 10 * second),
        ("a third, one fails", [.tick, .failed(.away("no"))], 10 * second),
        ("a third, all fail", [.tick, .failed(.away("no")), .failed(.away("nobody"))], 10 * second),
        ("a third, alive, key", [.tick, .answered(.alive(ttl: 30)), .answered(.key(created: 9))], 10 * second),
        ("a third, alive, no key", [.tick, .answered(.alive(ttl: 30)), .answered(.key(created: nil))], 10 * second),
        ("tick at the end", [.tick], 31 * second), ("revoked", [.answered(.revoked)], 1), ("failed", [.failed(.away("no"))], 1),
        ("refused twice", [.failed(.refused("no")), .failed(.refused("never"))], 1),
    ]

    static func show(_ effect: LockEffect) -> String {
        switch effect {
        case .request(.acquire(let what), let member, let limit): "acquire(place \(what.place.map { "\($0)" } ?? "none"))@\(member)/\(limit)"
        case .request(let what, let member, let limit): "\(what)@\(member)/\(limit)"
        case .tell(let news): "«\(String(decoding: news.bytes.dropLast(), as: UTF8.self))»"
        default: "\(effect)"
        }
    }

    @Test func everyPhaseAndEveryInput() throws {
        let rows = LockState.Phase.allCases.flatMap { phase in
            Self.inputs.map { name, inputs, now in
                var state = Self.state(in: phase)
                let effects = inputs.flatMap { state.handle($0, at: now) }
                let next = state.phase == phase ? "" : " → \(state.phase)"
                return "\(phase) + \(name):\(next)" + effects.map { " " + Self.show($0) }.joined()
            }
        }
        try expectGolden(rows.joined(separator: "\n") + "\n", "LockState.txt")
    }

    /// The deadline counts from before the request was sent, whatever the answer takes and says.
    @Test func theDeadlineCountsFromTheSending() {
        var state = Self.state(in: .holding)
        _ = state.handle(.tick, at: 10 * Self.second)
        #expect(state.handle(.answered(.alive(ttl: 3600)), at: 12 * Self.second).map(Self.show) == ["look@0/2500000"])
        #expect(state.handle(.answered(.key(created: 9)), at: 13 * Self.second) == [.cover(until: 40 * Self.second)])
    }

    /// A lease is no lock: who removes the key may have let another host take it.
    @Test func theKeyOfAnotherHostIsNone() {
        var state = Self.state(in: .holding)
        _ = state.handle(.tick, at: 10 * Self.second)
        _ = state.handle(.answered(.alive(ttl: 30)), at: 10 * Self.second)
        let effects = state.handle(.answered(.key(created: 12)), at: 10 * Self.second)
        #expect(effects == [.cover(until: 0), .tell(.lost("somebody has removed the key x/P/J, and another host has taken it"))])
        #expect(state.phase == .lost)
    }

    @Test func aLockThatCannotBeRenewedIsToldOnceAndWhenItIsAgain() {
        var state = Self.state(in: .holding)
        var told: [LockNews] = []
        for moment in stride(from: 10 * Self.second, to: 25 * Self.second, by: 250_000) {
            for effect in state.handle(.tick, at: moment) + state.handle(.failed(.away("nobody")), at: moment) {
                if case .tell(let news) = effect { told.append(news) }
            }
        }
        #expect(told == [.trouble("nobody; nobody")])
        _ = state.handle(.tick, at: 26 * Self.second)
        _ = state.handle(.answered(.alive(ttl: 30)), at: 26 * Self.second)
        #expect(state.handle(.answered(.key(created: 9)), at: 26 * Self.second).contains(.tell(.renewed)))
        #expect(state.phase == .holding)
    }

    /// Nothing hangs: whatever fails, a start is over within its time.
    @Test func aStartIsGivenUpInTime() {
        for trouble in [EtcdTrouble.away("no"), .noLease] {
            var state = LockState(Self.order(members: 3))
            var effects = state.handle(.begin, at: 0)
            var now: Int64 = 0
            while state.phase == .starting, now < 20 * Self.second {
                var isAsking = false
                for case .request(_, _, let limit) in effects {
                    now += limit
                    isAsking = true
                }
                if !isAsking { now = max(now, state.deadline ?? .max) }
                effects = isAsking ? state.handle(.failed(trouble), at: now) : state.handle(.tick, at: now)
            }
            #expect(state.phase == .lost)
            #expect(now <= 10 * Self.second, "\(trouble)")
        }
    }

    /// What was asked goes on when the password has been taken; a token that counts no more is fetched anew, but not again and again.
    @Test func tokens() {
        var state = LockState(Self.order(user: "u"))
        #expect(state.handle(.begin, at: 0).map(Self.show) == ["logIn@0/2500000"])
        #expect(state.handle(.answered(.token("t")), at: 1).map(Self.show) == ["grant@0/2500000"])
        _ = state.handle(.answered(.lease("5", ttl: 30)), at: 2)
        _ = state.handle(.answered(.acquired(fence: 3)), at: 3)
        _ = state.handle(.tick, at: 11 * Self.second)
        #expect(state.handle(.failed(.loggedOut("invalid auth token")), at: 11 * Self.second).map(Self.show) == ["logIn@0/2500000"])
        #expect(state.handle(.answered(.token("t")), at: 11 * Self.second).map(Self.show) == [#"keepAlive(lease: "5")@0/2500000"#])
        #expect(state.handle(.failed(.loggedOut("no")), at: 11 * Self.second).map(Self.show) == [#"keepAlive(lease: "5")@1/2500000"#])
    }

    @Test func aPlaceInTheLineThatIsLostIsTakenAnew() {
        var state = Self.state(in: .inLine)
        _ = state.handle(.tick, at: 10 * Self.second)
        let effects = state.handle(.answered(.alive(ttl: 0)), at: 10 * Self.second)
        #expect(effects.contains { if case .request(.grant, _, _) = $0 { true } else { false } })
        _ = state.handle(.answered(.lease("6", ttl: 30)), at: 10 * Self.second)
        #expect(state.phase == .starting)
        _ = state.handle(.answered(.acquired(fence: 12)), at: 10 * Self.second)
        #expect(state.phase == .holding)
    }

    /// A start that was not to be gives both leases back; a run keeps that of its moment.
    @Test(arguments: [true, false]) func leasesOfMoments(isHeld: Bool) {
        var state = LockState(Self.order(waits: false, slot: "x/P/J/slot/60"))
        _ = state.handle(.begin, at: 0)
        _ = state.handle(.answered(.lease("5", ttl: 30)), at: 0)
        _ = state.handle(.answered(.lease("6", ttl: 90_000)), at: 0)
        var occupation = Self.occupied(place: nil)
        occupation.slotIsTaken = true
        let effects = state.handle(.answered(isHeld ? .acquired(fence: 4) : .occupied(occupation)), at: 0)
        if !isHeld { #expect(effects.contains(.tell(.slotIsTaken))) }
        var given: [String] = []
        var next = state.handle(.release, at: 1)
        while case .request(.revoke(let lease), _, _)? = next.last {
            given.append(lease)
            next = state.handle(.answered(.revoked), at: 1)
        }
        #expect(next == [.finish])
        #expect(given == (isHeld ? ["5"] : ["5", "6"]))
    }
}
