import Testing

@testable import SisyphusCore

@Suite struct HealthCheckTests {
    private let now = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)

    private func ago(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: now.microseconds - seconds * 1_000_000, utcOffset: 3600)
    }

    private func input(_ text: String? = "", age: Int64 = 10, maxAge: Duration? = nil) -> HealthInput {
        HealthInput(
            path: "~/ll.sisyphus/P/J/current.sisyphushealth",
            file: text.map { .content(Array($0.utf8), modified: ago(age)) } ?? .missing, now: now, maxAge: maxAge)
    }

    private func record(_ status: Status, ended seconds: Int64, reason: String? = nil) -> RunRecord {
        var record = RunRecord(id: "r", start: ago(seconds + 1), end: ago(seconds), status: status)
        record.reason = reason
        return record
    }

    @Test func anEmptyOrBlankFileIsHealthy() {
        #expect(HealthCheck.verdict(input()) == HealthVerdict(.healthy))
        #expect(HealthCheck.verdict(input(" \n\t\n")) == HealthVerdict(.healthy))
    }

    @Test func aMissingFileIsNamed() {
        let verdict = HealthCheck.verdict(input(nil))
        #expect(verdict == HealthVerdict(.unhealthy, "Healthfile ~/ll.sisyphus/P/J/current.sisyphushealth missing"))
    }

    @Test func recordsTellWhereNoFileIsKept() {
        var asked = input(nil, maxAge: .seconds(60))
        asked.file = .notKept
        #expect(HealthCheck.verdict(asked) == HealthVerdict(.unhealthy, "Not run yet"))
        asked.lastRun = record(.failed, ended: 9, reason: "Failed with E")
        #expect(HealthCheck.verdict(asked) == HealthVerdict(.unhealthy, "Failed with E"))
        (asked.lastRun, asked.lastGoodRun) = (record(.successful, ended: 9), record(.successful, ended: 9))
        #expect(HealthCheck.verdict(asked) == HealthVerdict(.healthy))
        (asked.lastRun, asked.lastGoodRun) = (record(.successful, ended: 99), record(.successful, ended: 99))
        #expect(HealthCheck.verdict(asked).message.hasPrefix("Not running since "))
    }

    @Test func theFileTellsWhatWentWrong() {
        #expect(HealthCheck.verdict(input("Timeout after 0:00:01\n")) == HealthVerdict(.unhealthy, "Timeout after 0:00:01"))
    }

    @Test func aFailureTellsSinceWhenAndHowOften() {
        var failing = input("Failed with exit status 3\n")
        var last = record(.failed, ended: 9)
        last.log = "LOG"
        failing.badRuns = .init(first: last, last: last, count: 1)
        #expect(HealthCheck.verdict(failing).message == "Failed with exit status 3 (since 2026-11-23 17:45:19 +01:00, log LOG)")
        failing.badRuns = .init(first: record(.timeout, ended: 99), last: last, count: 2)
        #expect(HealthCheck.verdict(failing).message == "Failed with exit status 3 (since 2026-11-23 17:43:49 +01:00, 2 times in a row, log LOG)")
        failing.file = .content(Array(String(repeating: "é", count: 300).utf8), modified: ago(10))
        let long = HealthCheck.verdict(failing).message
        #expect(long.utf8.count <= 200 && long.hasSuffix("é… (since 2026-11-23 17:43:49 +01:00, 2 times in a row, log LOG)"))
    }

    @Test func aPausedJobIsHealthyWhateverItsRunsWere() {
        var paused = input("Failed with exit status 3\n", maxAge: .seconds(1))
        paused.run = .dead(RunStateFile(id: "r"))
        paused.pause = Pause(since: ago(60), until: ago(-60), by: "kim", reason: "disks|moved")
        let verdict = HealthCheck.verdict(paused)
        #expect(verdict == HealthVerdict(.paused, "Paused until 2026-11-23 17:46:29 +01:00 by kim: disks|moved") && verdict.isHealthy)
        let nagios = NagiosReport(paused)
        #expect(nagios.exitStatus == 0 && nagios.line.hasPrefix("OK - Paused until 2026-11-23 17:46:29 +01:00 by kim: disks/moved"))
    }

    @Test func theFirstRunIsNotMissing() {
        var first = input(nil)
        var state = RunStateFile(id: "r")
        state.start = ago(10)
        first.run = .alive(state)
        #expect(HealthCheck.verdict(first) == HealthVerdict(.unhealthy, "Running for the first time since 2026-11-23 17:45:19 +01:00"))
        first.lastRun = record(.failed, ended: 100)
        #expect(HealthCheck.verdict(first).message.hasSuffix("missing"))
    }

    @Test func brokenAndUnreadableFilesAreUnknown() {
        var broken = input()
        broken.file = .content([0xff], modified: now)
        #expect(HealthCheck.verdict(broken).level == .unknown)
        broken.file = .unreadable("Permission denied")
        #expect(HealthCheck.verdict(broken).message.hasSuffix("cannot be read: Permission denied"))
        #expect(!HealthCheck.verdict(broken).isHealthy)
    }

    @Test func aLostRunIsUnhealthyWhateverTheFileSays() {
        var lost = input()
        lost.run = .dead(RunStateFile(id: "r"))
        #expect(HealthCheck.verdict(lost) == HealthVerdict(.unhealthy, "The run was lost: its processes are gone"))
        lost.run = .alive(RunStateFile(id: "r"))
        #expect(HealthCheck.verdict(lost).isHealthy)
        lost.run = .elsewhere(RunStateFile(id: "r"))
        #expect(HealthCheck.verdict(lost).isHealthy)
    }

    @Test func anOldGoodRunIsTooOld() {
        let verdict = HealthCheck.verdict(input(age: 100, maxAge: .seconds(60)))
        #expect(
            verdict.message == "Not running since 2026-11-23 17:44:29 +01:00 "
                + "(last run at 2026-11-23 17:43:49 +01:00; 1m40s ago)")
        #expect(HealthCheck.verdict(input(age: 60, maxAge: .seconds(60))).isHealthy)
    }

    @Test func aJobThatKeepsFailingIsToldByItsFailure() {
        var failing = input("failed with exit status 3\n", age: 10, maxAge: .seconds(60))
        failing.lastRun = record(.failed, ended: 10)
        failing.lastGoodRun = record(.successful, ended: 1000)
        #expect(HealthCheck.verdict(failing).message == "failed with exit status 3")
        #expect(HealthCheck.lastGood(failing) == ago(1000))
    }

    @Test func aFailureWhoseHealthFileCouldNotBeWrittenCounts() {
        var stale = input(age: 100)
        stale.lastRun = record(.failed, ended: 10, reason: "killed by signal 9 (SIGKILL)")
        #expect(HealthCheck.verdict(stale) == HealthVerdict(.unhealthy, "killed by signal 9 (SIGKILL)"))
    }

    @Test func aTimeInTheFutureIsNotYoung() {
        #expect(!HealthCheck.verdict(input(age: -100_000, maxAge: .seconds(60))).isHealthy)
        #expect(HealthCheck.verdict(input(age: -5, maxAge: .seconds(60))).isHealthy)
    }

    @Test func theAnswerIsOneShortLine() {
        let text = "\n\u{1b}[31m" + String(repeating: "ä€", count: 300) + "\nsecond"
        let message = HealthCheck.verdict(input(text)).message
        #expect(message.utf8.count <= 200)
        #expect(message.hasSuffix("…"))
        #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
        var long = input(nil)
        long.path = "/" + String(repeating: "x", count: 5000) + "/current.sisyphushealth"
        #expect(HealthCheck.verdict(long).message.hasSuffix("current.sisyphushealth missing"))
        #expect(HealthCheck.verdict(long).message.utf8.count <= 200)
    }

    @Test func nagiosGetsStatusAndPerformanceData() {
        var good = input(age: 10, maxAge: .seconds(60))
        var last = record(.successful, ended: 10, reason: "exited | with status 0")
        last.elapsed = 1_500_000
        last.lines = 7
        last.exitCode = 0
        good.lastRun = last
        let report = NagiosReport(good)
        #expect(report.exitStatus == 0)
        #expect(
            report.line == "OK - exited / with status 0 | duration=1.500s;;;0 age=10.000s;;60.000;0 lines=7;;;0 exit_code=0;;;0;255")
        last.degraded = true
        good.lastRun = last
        #expect(NagiosReport(good).exitStatus == 1)
        #expect(HealthCheck.verdict(good).isHealthy)
        #expect(NagiosReport(input("Interrupted")).exitStatus == 2)
        good.run = .unreadable("Permission denied")
        #expect(NagiosReport(good).exitStatus == 3)
        #expect(NagiosReport(input()).line.hasPrefix("OK - the last run went well | age=10.000s"))
    }
}
