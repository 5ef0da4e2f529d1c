import TestSupport
import Testing

@testable import SisyphusCore

/// Every phase × every input: the whole lifecycle as one table that can be read.
@Suite struct RunStateTableTests {
    static let limits = RunLimits(maxtime: 100, idle: 50, warn: 10, grace: 5, drain: 20)
    static let list = ProcessList(shown: ["7 cat"], count: 1)
    static let failure = SpawnFailure(kind: .notFound, message: "no such file")

    static let inputs: [(String, RunInput, Int64)] = [
        ("spawned", .spawned(pid: 7), 1),
        ("spawnFailed", .spawnFailed(failure), 1),
        ("output", .output, 1),
        ("endOfOutput", .endOfOutput, 1),
        ("exited 3", .exited(.exited(3)), 1),
        ("gone", .gone, 1),
        ("leftovers", .leftovers(list), 1),
        ("no leftovers", .leftovers(.none), 1),
        ("survivors", .survivors(list), 1),
        ("keeperLost", .keeperLost, 1),
        ("orphansEnded", .orphansEnded(.none), 1),
        ("retry", .retry(at: 60), 1),
        ("usual", .usual(UsualDuration([1, 1, 1, 1, 1])!), 1),
        ("stopGrace", .stopGrace(88), 1),
        ("lockLost", .lockLost("no answer"), 1),
        ("SIGTERM", .signal(15), 1),
        ("SIGINT", .signal(2), 1),
        ("SIGHUP", .signal(1), 1),
        ("SIGUSR1", .signal(10), 1),
        ("SIGTSTP", .signal(20), 1),
        ("SIGCONT", .signal(18), 1),
        ("tick at 1", .tick, 1),
        ("tick at 10", .tick, 10),
        ("tick at 50", .tick, 50),
        ("tick at 60", .tick, 60),
        ("tick at 100", .tick, 100),
        ("tick much later", .tick, 1_000_000_000),
    ]

    /// Leads a new run into the phase.
    static func state(in phase: RunState.Phase, leftover: RunSettings.Leftover = .report) -> RunState {
        var limits = limits
        limits.leftover = leftover
        var state = RunState(limits: limits)
        func feed(_ inputs: RunInput...) { for input in inputs { _ = state.handle(input, at: 0) } }
        switch phase {
        case .starting: break
        case .running: feed(.spawned(pid: 7))
        case .ending: feed(.spawned(pid: 7), .signal(15))
        case .orphaned: feed(.spawned(pid: 7), .keeperLost)
        case .draining: feed(.spawned(pid: 7), .exited(.exited(0)))
        case .settling: feed(.spawned(pid: 7), .exited(.exited(0)), .endOfOutput)
        case .pausing: feed(.spawned(pid: 7), .gone, .exited(.exited(3)), .endOfOutput, .retry(at: 60))
        case .over: feed(.spawned(pid: 7), .gone, .exited(.exited(0)), .endOfOutput)
        }
        #expect(state.phase == phase)
        return state
    }

    static func row(_ phase: RunState.Phase, _ name: String, _ input: RunInput, _ now: Int64, _ leftover: RunSettings.Leftover) -> String {
        var state = state(in: phase, leftover: leftover)
        let effects = state.handle(input, at: now)
        let next = state.phase == phase ? "" : " → \(state.phase)"
        return "\(phase) + \(name):\(next)" + effects.map { " " + show($0) }.joined()
    }

    static func show(_ effect: RunEffect) -> String {
        switch effect {
        case .snapshot: "snapshot"
        case .say(let notice): "say(\(notice.text))"
        case .finish(let ending):
            "finish(\(show(ending.cause)), left \(ending.leftovers.count), survived \(ending.survivors.count), stop \(ending.stopSignal ?? 0))"
        default: "\(effect)"
        }
    }

    static func show(_ cause: Termination.Cause) -> String {
        switch cause {
        case .interrupted(let signal): "interrupted by \(signal)"
        case .timedOut: "timed out"
        case .idle: "idle"
        case .exited(.exited(let code)): "exited \(code)"
        case .exited(.signalled(let signal)): "signalled \(signal)"
        case .notStarted(let failure): "not started: \(failure.message)"
        case .keeperLost: "keeper lost"
        case .lockLost(let why): "lock lost: \(why)"
        }
    }

    @Test func everyPhaseAndEveryInput() throws {
        let table = RunState.Phase.allCases.flatMap { phase in
            Self.inputs.map { Self.row(phase, $0.0, $0.1, $0.2, .report) }
        }
        try expectGolden(table.joined(separator: "\n") + "\n", "RunState.report.txt")
    }

    @Test(arguments: [RunSettings.Leftover.kill, .wait])
    func whatIsLeftIsKilledOrWaitedFor(leftover: RunSettings.Leftover) throws {
        let table = [RunState.Phase.draining, .settling].flatMap { phase in
            Self.inputs.map { Self.row(phase, $0.0, $0.1, $0.2, leftover) }
        }
        try expectGolden(table.joined(separator: "\n") + "\n", "RunState.\(leftover).txt")
    }
}
