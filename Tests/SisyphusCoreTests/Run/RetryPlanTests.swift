import Testing

@testable import SisyphusCore

struct RetryPlanTests {
    private static func settings(_ count: Int, delay: Int64 = 10, backoff: Double = 2, codes: ExitCodes? = nil, maxtime: Int64? = nil) -> RunSettings {
        var settings = RunSettings()
        settings.retries = .init(count: count, delay: .seconds(delay), backoff: backoff, maxDelay: .seconds(60), codes: codes)
        settings.maxtime = maxtime.map { .seconds($0) }
        return settings
    }

    /// What follows tries that end like this, at once.
    private static func decide(_ settings: RunSettings, _ causes: [Termination.Cause], at elapsed: Int64 = 0) -> [RetryPlan.Decision] {
        var plan = RetryPlan(settings)
        return causes.map { cause in
            let ending = Termination(cause: cause)
            return plan.decide(Outcome.judge(ending, facts: JournalFacts(), settings: settings), ending, at: elapsed)
        }
    }

    private static func exit(_ code: Int32) -> Termination.Cause { .exited(.exited(code)) }

    @Test func `Pauses grow up to the longest`() {
        let found = Self.decide(Self.settings(5), [Termination.Cause](repeating: Self.exit(1), count: 6))
        #expect(found == [10, 20, 40, 60, 60].map { RetryPlan.Decision.again(after: $0 * 1_000_000) } + [.over])
        #expect(Self.decide(Self.settings(2, delay: 0), [Self.exit(1), Self.exit(1)]) == [.again(after: 0), .again(after: 0)])
        #expect(Self.decide(Self.settings(2, backoff: 1.5), [Self.exit(1), Self.exit(1)])[1] == .again(after: 15_000_000))
    }

    @Test(arguments: [exit(1), .exited(.signalled(9)), .timedOut(limit: 1), .idle(limit: 1), .notStarted(SpawnFailure(kind: .notFound, message: "no"))])
    func `Every failure is tried again`(_ cause: Termination.Cause) { #expect(Self.decide(Self.settings(1), [cause]) == [.again(after: 10_000_000)]) }

    @Test(arguments: [exit(0), .interrupted(signal: 15), .keeperLost]) func `Other ends are the run's`(_ cause: Termination.Cause) {
        #expect(Self.decide(Self.settings(1), [cause]) == [.over])
    }

    @Test func `Statuses may be named, that of a time limit too`() {
        let settings = Self.settings(9, codes: ExitCodes([3...4, 124...124, 137...137]))
        let ends: [Termination.Cause] = [Self.exit(3), Self.exit(5), .timedOut(limit: 1), .exited(.signalled(9)), .exited(.signalled(15))]
        #expect(Self.decide(settings, ends).map { $0 == .over } == [false, true, false, false, true])
    }

    @Test func `No try begins that the time of the run would end, or beside what could not be killed`() {
        #expect(Self.decide(Self.settings(1, maxtime: 60), [Self.exit(1)], at: 49_999_999) == [.again(after: 10_000_000)])
        #expect(Self.decide(Self.settings(1, maxtime: 60), [Self.exit(1)], at: 50_000_000) == [.noTime])
        var (plan, ending) = (RetryPlan(Self.settings(1)), Termination(cause: Self.exit(1)))
        let outcome = Outcome.judge(ending, facts: JournalFacts(), settings: RunSettings())
        ending.survivors = ProcessList(shown: ["7 cat"], count: 1)
        #expect(plan.decide(outcome, ending, at: 0) == .over)
        (ending.survivors, ending.stopSignal) = (.none, 15)
        #expect(plan.decide(outcome, ending, at: 0) == .over && plan.attempt == 1 && plan.mayFollow(at: 0))
    }

    @Test func `A run that tries again starts anew, with the warnings that it gave`() {
        var limits = RunLimits(maxtime: 1000, idle: 90, warn: 10)
        (limits.tryMaxtime, limits.snapshot) = (100, false)
        var state = RunState(limits: limits)
        _ = state.handle(.spawned(pid: 7), at: 0)
        #expect(state.handle(.tick, at: 10) == [.say(.slow(limit: 10))])
        _ = state.handle(.output, at: 20)
        #expect(state.handle(.tick, at: 100).first == .say(.timeUp(.timedOut(limit: 100))))
        _ = state.handle(.gone, at: 101)
        #expect(state.handle(.endOfOutput, at: 102) == [.release, .finish(Termination(cause: .timedOut(limit: 100)))])
        #expect(state.handle(.retry(at: 200), at: 102) == [] && state.phase == .pausing && state.deadline == 200)
        #expect(state.handle(.tick, at: 199) == [])
        #expect(state.handle(.tick, at: 200) == [.startTry] && state.phase == .starting && state.deadline == 290)
    }

    @Test func `What a try said decides nothing about the next one`() {
        let rig = JournalRig { $0.showsProcesses = true }
        rig.journal.childStarted(pid: 7, attempt: (1, 2))
        rig.feed("@!result> bad\n@!exception> E\n@!task> x\n@!plain 12345678>\n@a> b\n")
        #expect(rig.journal.facts.exceptions == 1 && rig.journal.facts.result == "bad")
        rig.journal.endTry()
        rig.journal.childStarted(pid: 8, attempt: (2, 2))
        rig.feed("@a> c\n")
        let facts = rig.journal.facts
        #expect(facts.exceptions == 0 && facts.result == nil && facts.lines == 3 && rig.journal.exception == nil)
        #expect(facts.activeTasks.map(TaskLabel.log) == ["child 8", "[2/2] try"])
        #expect(rig.lines.last == ":: child 8 :: [2/2] try :: {a} >> c")
    }
}
