import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct TellPolicyTests {
    private func policy(_ on: NotifySettings.TellOn = .change, after: Int = 1, remind: Duration? = .seconds(3600), flapping: Duration? = .seconds(3600))
        -> DedupPolicy
    {
        var settings = NotifySettings()
        (settings.tellOn, settings.tellAfter, settings.tellRemind) = (on, after, remind)
        settings.tellFlapping = flapping
        return DedupPolicy(settings)
    }

    /// Runs one after the other, a minute apart: outcomes in, what was told out (- nothing, F failure, R reminder, G good again, X flapping, S settled).
    private func told(_ policy: DedupPolicy, _ runs: String, minutes: Int64 = 1) -> String {
        var state = NotificationLog()
        var now: Int64 = 0
        var told = ""
        for run in runs {
            now += minutes * 60_000_000
            var report = Sample.report
            report.end.microseconds = now
            switch run {
            case "+": (report.status, report.exitCode) = (.successful, 0)
            case "i": report.status = .interrupted
            case "t": (report.status, report.reason, report.exitCode) = (.timeout, "Terminated: timed out after 0:01:00", nil)
            case "q": report.status = .timeout
            default: report.exitCode = Int32(String(run))
            }
            // The state survives its file.
            state = NotificationLog(bytes: state.bytes)
            switch policy.judge(report, isQuiet: run == "q", state: &state, now: now) {
            case nil: told += "-"
            case .failure(_, let isReminder): told += isReminder ? "R" : "F"
            case .recovery: told += "G"
            case .flapping: told += "X"
            case .settled: told += "S"
            default: told += "?"
            }
        }
        return told
    }

    @Test(arguments: [NotifySettings.TellOn.change, .every]) func `Nobody is reminded of what is known, and another failure is told`(
        _ on: NotifySettings.TellOn
    ) {
        var (state, report) = (NotificationLog(), Sample.report)
        func judge(_ code: Int32, hour: Int64, known: Acknowledgement?) -> Occasion? {
            (report.exitCode, report.end.microseconds) = (code, hour * 3_600_000_000)
            if code == 0 { report.status = .successful } else { report.status = .failed }
            return policy(on).judge(report, known: known, state: &state, now: report.end.microseconds)
        }
        #expect(judge(3, hour: 1, known: nil) == .failure(count: 1, isReminder: false))
        let known = Acknowledgement(failure: Fingerprint.of(report), at: report.end, by: "kim")
        #expect(judge(3, hour: 9, known: known) == nil)
        #expect(judge(4, hour: 10, known: known) == .failure(count: 3, isReminder: false))
        #expect(judge(0, hour: 11, known: known)?.isEnd == true)
        #expect(judge(3, hour: 12, known: known) == .failure(count: 1, isReminder: false))
    }

    @Test func onceUntilItChanges() { #expect(told(policy(), "+33+3") == "-F-GF") }
    @Test func anotherFailureIsTold() { #expect(told(policy(), "34t+3") == "FFFGF") }
    @Test func failuresThatTakeTurnsAreToldOnceEach() { #expect(told(policy(), "3434t34+34") == "FF--F--GFF") }
    @Test func failuresThatTakeTurnsAreReminded() { #expect(told(policy(), "343434", minutes: 30) == "FF-R-R") }
    @Test func everyFailure() { #expect(told(policy(.every), "33+") == "FFG") }
    @Test func afterSoMany() { #expect(told(policy(after: 3), "33+3333+") == "-----F-G") }
    @Test func reminders() { #expect(told(policy(), "33333", minutes: 30) == "F-R-R") }
    @Test func noReminders() { #expect(told(policy(remind: nil), "333", minutes: 6000) == "F--") }
    @Test func interruptsChangeNothing() { #expect(told(policy(), "3i3i+") == "F---G") }
    @Test func recoveryOnlyOfWhatWasTold() { #expect(told(policy(after: 2), "3+") == "--") }
    @Test func quietKillsCountButAreNotTold() { #expect(told(policy(), "q3+") == "-FG") }

    @Test(arguments: [(NotifySettings.TellOn.change, "F---R"), (.every, "F-F-R")]) func missedMomentsAreFailures(_ on: NotifySettings.TellOn, _ wanted: String)
    {
        var (state, found) = (NotificationLog(), "")
        func note(_ occasion: Occasion?) {
            switch occasion {
            case .failure(_, let isReminder): found += isReminder ? "R" : "F"
            default: found += "-"
            }
        }
        var report = Sample.report
        (report.status, report.exitCode, report.isOverdue) = (.failed, nil, true)
        // Each moment is looked at again and again.
        for (minute, moment) in [(0, "1"), (1, "1"), (2, "2"), (3, "2"), (70, "2")] as [(Int64, String)] {
            report.id = moment
            report.reason = "nothing was started for \(moment)"
            state = NotificationLog(bytes: state.bytes)
            note(policy(on).judge(missing: report, state: &state, now: 1 + minute * 60_000_000))
        }
        #expect(found == wanted)
        #expect(state.failures == 2 && state.runs.isEmpty)
        (report.status, report.exitCode, report.isOverdue, report.reason) = (.successful, 0, false, "exited with status 0")
        let recovery = policy(on).judge(report, state: &state, now: 4_300_000_000)
        #expect(recovery == .recovery(failures: 2, missed: 2, since: 1) && state.missed == 0)
        #expect(recovery.map { report.cause($0).contains(" after 2 missed runs since ") } == true)
        #expect(report.cause(.recovery(failures: 3, missed: 2, since: 1)).contains(" after 1 failed run and 2 missed runs since "))
    }

    @Test func whatIsNoLongerMissedIsToldOnce() {
        var (state, report) = (NotificationLog(), Sample.report)
        (report.status, report.isOverdue) = (.failed, true)
        #expect(policy().judge(missing: report, state: &state, now: 1) == .failure(count: 1, isReminder: false))
        report.id = "another"
        #expect(policy().judge(noLongerMissing: report, state: &state, now: 2) == .recovery(failures: 1, missed: 1, since: 1))
        #expect(policy().judge(noLongerMissing: report, state: &state, now: 3) == nil)
    }

    // A job that fails and works by turns.
    @Test func flappingIsToldOnce() { #expect(told(policy(), "3+3+3+3+34t+") == "FGFGX-------") }
    @Test func itHasSettledWhenItWorksForAnHour() { #expect(told(policy(), "3+3+3+3+++++++3", minutes: 10) == "FGFGX--------SF") }
    @Test func itHasSettledWhenItFailsForAnHour() { #expect(told(policy(), "3+3+33333334+", minutes: 10) == "FGFGX-----FFG") }
    @Test func slowChangesAreNoFlapping() { #expect(told(policy(), "3+3+3+3+", minutes: 15) == "FGFGFGFG") }
    @Test func flappingIsReminded() { #expect(told(policy(remind: .seconds(1800)), "3+3+3+3+3+3", minutes: 9) == "FGFGX---X--") }
    @Test func flappingCanBeSwitchedOff() {
        #expect(told(policy(flapping: nil), "3+3+3+3+") == "FGFGFGFG")
        #expect(told(policy(.every), "3+3+33+") == "FGFGFFG")
    }
    @Test func whatIsNotToldDoesNotFlap() { #expect(told(policy(after: 2), "3+3+3+33+") == "-------FG") }

    @Test func flappingSaysHowOften() {
        var state = NotificationLog()
        var occasions: [Occasion?] = []
        for minute in [0, 1, 2, 3, 4, 5, 6, 66] as [Int64] {
            var report = Sample.report
            if minute % 2 == 1 || minute == 66 { (report.status, report.exitCode) = (.successful, 0) }
            occasions.append(policy().judge(report, state: &state, now: minute * 60_000_000))
        }
        #expect(occasions[4] == .flapping(times: 3, since: 0) && occasions[7] == nil)
        #expect(policy().judge(RunReport(), state: &state, now: 7_560_000_000) == .settled(times: 4, since: 0))
        #expect(state.flapping == nil && state.relapses.isEmpty && state.told == nil)
        #expect(
            Sample.report.summary(.flapping(times: 3, since: Sample.start.microseconds))
                == "failed with exit status 3 after 12s; it has failed 3 times since 2026-11-23 17:45:29 +01:00 and worked in between, more is told when it has settled"
        )
    }

    @Test func aClockThatWasSetBackDoesNotSilenceForLong() {
        var state = NotificationLog()
        var report = Sample.report
        _ = policy().judge(report, state: &state, now: 9_000_000_000_000)
        #expect(policy().judge(report, state: &state, now: 1_000_000) == nil)
        report.end.microseconds = 0
        #expect(policy().judge(report, state: &state, now: 3_602_000_000) == .failure(count: 3, isReminder: true))
    }

    @Test(arguments: ["", "{", "[]", #"{"version":2,"failures":3}"#, #"{"version":1,"failures":"x","told":7}"#])
    func brokenStatesAreNew(_ text: String) { #expect(NotificationLog(bytes: Array(text.utf8)) == NotificationLog()) }

    @Test func statesTravel() {
        var state = NotificationLog()
        (state.failures, state.since, state.told, state.toldAt, state.missingNotifier, state.lastGood) = (3, 4, "x", 5, "notify-send", 6)
        state.toldBefore = ["w", "v"]
        (state.judged, state.relapses, state.flapping) = ("r", [1, 2, 3], .init(times: 3, since: 1, changed: 4))
        state.notices = [.email: "<a@b>", .mattermost: "sisyphus:1"]
        state.runs = ["failed": 3]
        #expect(NotificationLog(bytes: state.bytes) == state)
    }

    @Test func failuresAreCounted() {
        var counts = FailureCounts()
        counts.counts = [.email: 2, .webhook: 1]
        counts.add(FailureCounts(bytes: counts.bytes))
        #expect(counts.counts == [.email: 4, .webhook: 2])
        #expect(FailureCounts(bytes: Array("{\"email\":-1,\"x\":1".utf8)) == FailureCounts())
    }

    @Test func lostNoticesTravel() {
        var lost = LostNotices()
        lost.ids = [.email: "<a@b>", .webhook: "msg_1"]
        #expect(LostNotices(bytes: lost.bytes) == lost && LostNotices(bytes: Array("[".utf8)) == LostNotices())
    }

    @Test func numbersAndPathsMakeNoDifference() {
        #expect(Fingerprint.normalized("line 17 of /tmp/x.3f2 failed 3x") == Fingerprint.normalized("line 4 of /var/y failed 12x"))
        #expect(Fingerprint.normalized("disk full") != Fingerprint.normalized("no route"))
    }
}

@Suite struct RouterTests {
    @Test func continuationsBelongToTheirMessage() {
        var router = Router(Channels.all.compactMap { $0.route }, mailLimit: 10)
        #expect(router.receive(Sample.event("a", ["sentry"])) == nil)
        #expect(router.receive(Sample.event("b", ["sentry"], continues: true)) == nil)
        #expect(router.receive(Sample.event("x", ["email"], source: .stderr)) == nil)
        #expect(router.receive(Sample.event("c", ["sentry"]))?.text == "a\nb")
        #expect(Set(router.complete(at: nil).map(\.text)) == ["c", "x"])
        #expect(router.deadline == nil)
    }

    @Test func messagesAreCompleteAfterAWhile() {
        var router = Router(Channels.all.compactMap { $0.route }, mailLimit: 10)
        _ = router.receive(Sample.event("a", ["sentry"], at: 1000))
        #expect(router.complete(at: 400_000).isEmpty)
        #expect(router.deadline == 501_000)
        #expect(router.complete(at: 501_000).map(\.text) == ["a"])
    }

    @Test func whatEndedTheRunIsToldWithItsOutcome() {
        var router = Router(Channels.all.compactMap { $0.route }, mailLimit: 10)
        let tags = ["sisyphus", "external", "exc"]
        _ = router.receive(Sample.event("timed out after 0:01:00", tags, source: .supervisor))
        _ = router.receive(Sample.event("ValueError: bad", tags))
        let messages = router.complete(at: nil)
        #expect(messages.map(\.text) == ["ValueError: bad"])
        #expect(router.routes(of: messages[0]).isEmpty)
        #expect(!router.hasMail && router.mail == messages && router.aborting == messages[0])
        _ = router.routes(of: Sample.message("hello", tags: ["email"]))
        #expect(router.hasMail)
    }

    @Test func aLoggedErrorDoesNotWaitForTheOutcome() {
        var router = Router(Channels.all.compactMap { $0.route }, mailLimit: 10)
        _ = router.receive(Sample.event("ValueError: bad", ["external", "exc"]))
        #expect(router.routes(of: router.complete(at: nil)[0]).map(\.tag) == ["mattermost", "sentry"])
        #expect(router.hasMail && router.aborting == nil)
    }

    @Test func externalGoesEverywhere() {
        func tags(_ tags: [String]) -> [String] { Channels.all.compactMap { $0.route }.filter { $0.takes(tags) }.map(\.tag) }
        #expect(tags(["external"]) == ["email", "mattermost", "sentry"])
        #expect(tags(["sentry", "warning"]) == ["sentry"])
        #expect(tags(["exc"]).isEmpty)
        #expect(Channels.routingTags == ["external", "email", "mattermost", "sentry"])
    }

    @Test func limits() {
        var router = Router(Channels.all.compactMap { $0.route }, mailLimit: 2)
        for number in 0..<25 {
            let routes = router.routes(of: Sample.message("\(number)", tags: ["mattermost", "email"]))
            #expect(routes.map(\.tag) == (number < 20 ? ["mattermost"] : []))
        }
        #expect(router.leftOut == ["mattermost": 5])
        #expect(router.mail.map(\.text) == ["23", "24"])
        #expect(router.mailCounts == MessageCounts(messages: 25))
    }
}
