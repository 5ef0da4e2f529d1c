import Testing

@testable import SisyphusCore

@Suite struct OutcomeTests {
    var settings: RunSettings {
        var settings = RunSettings()
        settings.okCodes = ExitCodes([3...5])
        settings.warnCodes = ExitCodes([7...7])
        settings.uneventfulCodes = ExitCodes([9...9])
        return settings
    }

    func judge(_ cause: Termination.Cause, _ facts: JournalFacts = JournalFacts(lines: 1234, hasUndelayedLines: true)) -> Outcome {
        Outcome.judge(Termination(cause: cause), facts: facts, settings: settings)
    }

    @Test func aGoodRunSaysHowManyLines() {
        let outcome = judge(.exited(.exited(0)))
        #expect(outcome.status == .successful)
        #expect(outcome.verdict == .ok)
        #expect(outcome.text == "exited with status 0 (1,234 lines)")
        #expect(outcome.health == nil)
        #expect(outcome.exit == .exited(0))
    }

    @Test func silenceIsUneventful() {
        #expect(judge(.exited(.exited(0)), JournalFacts(lines: 3)).status == .uneventful)
    }

    @Test func aResultIsAnEvent() {
        let outcome = judge(.exited(.exited(0)), JournalFacts(result: "cached 3 files"))
        #expect(outcome.status == .successful)
        #expect(outcome.text == "cached 3 files")
    }

    @Test(
        arguments: [
            (.exited(.exited(1)), "failed with exit status 1", "Failed with exit status 1"),
            (.exited(.signalled(9)), "killed by signal 9 (SIGKILL)", "Killed by signal 9 (SIGKILL)"),
            (.timedOut(limit: 60_000_000), "Terminated: timed out after 0:01:00", "Timeout after 0:01:00"),
            (.interrupted(signal: 15), "interrupted by SIGTERM", "Interrupted by SIGTERM"),
        ] as [(Termination.Cause, String, String)])
    func theJobsOwnWordsStandBesideTheReason(_ cause: Termination.Cause, _ reason: String, _ health: String) {
        let outcome = judge(cause, JournalFacts(result: "3 of 9 files failed"))
        #expect(outcome.text == reason && outcome.summary == "3 of 9 files failed" && outcome.line == reason + ": 3 of 9 files failed")
        #expect(outcome.health == health + ": 3 of 9 files failed")
    }

    @Test func anExceptionIsTheReasonOfAFailureAlone() {
        let exception = JobException(logged: ["KeyError: name"], tasks: [])
        func judge(_ cause: Termination.Cause) -> String {
            Outcome.judge(Termination(cause: cause), facts: JournalFacts(), settings: settings, exception: exception).text
        }
        #expect(judge(.exited(.exited(1))) == "failed with exit status 1: KeyError: name")
        #expect(judge(.exited(.exited(3))) == "exited with status 3 (0 lines)")
        #expect(judge(.timedOut(limit: 60_000_000)) == "Terminated: timed out after 0:01:00")
    }

    @Test func theJobMaySayThatNothingHappened() {
        var facts = JournalFacts(lines: 3, hasUndelayedLines: true, saidUneventful: true)
        #expect(judge(.exited(.exited(0)), facts).status == .uneventful)
        facts.stderrLines = 1
        #expect(judge(.exited(.exited(0)), facts).status == .successful)
    }

    @Test func noWordTurnsAFailureIntoSuccess() {
        let facts = JournalFacts(result: "all is well", saidUneventful: true)
        let outcome = judge(.exited(.exited(1)), facts)
        #expect(outcome.status == .failed)
        #expect(outcome.text == "failed with exit status 1")
        #expect(outcome.health == "Failed with exit status 1: all is well")
    }

    @Test(arguments: [Int32(3), 4, 5]) func okCodesAreGoodButNotChanged(code: Int32) {
        let outcome = judge(.exited(.exited(code)))
        #expect(outcome.status == .successful)
        #expect(outcome.exit == .exited(code))
    }

    @Test func warnCodesAreSuccessfulWithErrors() {
        let outcome = judge(.exited(.exited(7)), JournalFacts())
        #expect(outcome.status == .successful)
        #expect(outcome.verdict == .errors)
        #expect(outcome.isDegraded)
        #expect(outcome.health == nil)
    }

    @Test func uneventfulCodesNeedNoSilence() {
        #expect(judge(.exited(.exited(9))).status == .uneventful)
        #expect(judge(.exited(.exited(9)), JournalFacts(isNotable: true)).status == .successful)
    }

    @Test func aLoggedExceptionShowsInTheResult() {
        let outcome = judge(.exited(.exited(0)), JournalFacts(isNotable: true, hasErrors: true, hasUndelayedLines: true))
        #expect(outcome.status == .successful)
        #expect(outcome.verdict == .errors)
    }

    @Test func aSignalIsAFailure() {
        let outcome = judge(.exited(.signalled(9)))
        #expect(outcome.status == .failed)
        #expect(outcome.text == "killed by signal 9 (SIGKILL)")
        #expect(outcome.health == "Killed by signal 9 (SIGKILL)")
        #expect(outcome.exit == .exited(137))
    }

    @Test func aTimeoutIsAKill() {
        let outcome = judge(.timedOut(limit: 60_000_000))
        #expect(outcome.status == .timeout)
        #expect(outcome.verdict == .kill)
        #expect(outcome.text == "Terminated: timed out after 0:01:00")
        #expect(outcome.health == "Timeout after 0:01:00")
        #expect(outcome.exit == .exited(124))
        #expect(judge(.idle(limit: 60_000_000)).text == "Terminated: no output for 0:01:00")
    }

    @Test func anInterruptedRunEndsByItsSignal() {
        let outcome = judge(.interrupted(signal: 15))
        #expect(outcome.status == .interrupted)
        #expect(outcome.exit == .signalled(15))
        #expect(outcome.text == "interrupted by SIGTERM")
    }

    @Test func aCommandThatDoesNotStartIsAFailure() {
        #expect(judge(.notStarted(SpawnFailure(kind: .notFound, message: "cannot execute x"))).exit == .exited(127))
        #expect(judge(.notStarted(SpawnFailure(kind: .notExecutable, message: "x"))).exit == .exited(126))
        #expect(judge(.notStarted(SpawnFailure(kind: .other, message: "x"))).exit == .exited(125))
        #expect(judge(.keeperLost).exit == .exited(125))
    }

    @Test func waitStatusLooksForASignalFirst() {
        #expect(WaitStatus(rawStatus: 9) == .signalled(9))
        #expect(WaitStatus(rawStatus: 0x8b) == .signalled(11))
        #expect(WaitStatus(rawStatus: 3 << 8) == .exited(3))
        #expect(WaitStatus(rawStatus: 0) == .exited(0))
    }

    @Test func numbersAreGrouped() {
        #expect(grouped(0) == "0")
        #expect(grouped(999) == "999")
        #expect(grouped(1000) == "1,000")
        #expect(grouped(-1234567) == "-1,234,567")
    }
}
