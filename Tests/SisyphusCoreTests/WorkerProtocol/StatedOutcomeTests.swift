import Testing

@testable import SisyphusCore

@Suite struct StatedOutcomeTests {
    private func judge(_ stated: StatedOutcome?, _ wait: WaitStatus, notable: Bool = false, errors: Bool = false) -> Outcome {
        var settings = RunSettings()
        settings.isLibraryJob = true
        var facts = JournalFacts(isNotable: notable, hasErrors: errors, hasUndelayedLines: true)
        facts.stated = stated
        facts.hasBegun = true
        return Outcome.judge(Termination(cause: .exited(wait)), facts: facts, settings: settings)
    }

    @Test func whatIsStatedCounts() {
        let good = judge(.successful("cached 3 files"), .exited(0))
        #expect((good.status, good.verdict, good.text) == (.successful, .ok, "cached 3 files"))
        #expect(good.exit == .exited(0) && good.health == nil)
        #expect(judge(.uneventful, .exited(0)).status == .uneventful)
        #expect(judge(.uneventful, .exited(0), notable: true, errors: true).status == .successful)
        #expect(judge(.successful("x"), .exited(0), notable: true, errors: true).verdict == .errors)
        let bad = judge(.failed("ValueError: bad"), .exited(0))
        #expect(bad.status == .failed && bad.exit == .exited(1))
        #expect(bad.text == "failed with ValueError: bad" && bad.health == "Failed with ValueError: bad")
    }

    @Test func whoStatesNothingHasFailed() {
        for code: Int32 in [0, 3] {
            let outcome = judge(nil, .exited(code))
            #expect(outcome.status == .failed && outcome.exit == .exited(1))
            #expect(outcome.text == "ended by exit(\(code)) before execute returned")
        }
        #expect(judge(.successful("x"), .exited(3)).text == "ended by exit(3) after execute returned")
    }

    @Test func signalsWin() {
        let outcome = judge(.successful("x"), .signalled(9))
        #expect(outcome.status == .failed && outcome.exit == .exited(137))
    }
}
