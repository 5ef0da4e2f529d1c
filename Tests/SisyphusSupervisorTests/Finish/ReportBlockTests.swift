import SisyphusCore
import SisyphusSchedule
import Testing

@testable import SisyphusSupervisor

@Suite struct ReportBlockTests {
    func outcome(_ cause: Termination.Cause) -> Outcome { .judge(Termination(cause: cause), facts: JournalFacts(), settings: settings()) }

    func settings(_ report: RunSettings.Report = .auto) -> RunSettings {
        var settings = RunSettings()
        settings.projectname = "P"
        settings.jobname = "job"
        settings.report = report
        return settings
    }

    @Test func whatIsReportedWhenNobodyElseIsTold() {
        let failed = outcome(.exited(.exited(3)))
        let late = outcome(.timedOut(limit: 1))
        let interrupted = outcome(.interrupted(signal: 15))
        #expect(ReportBlock.isDue(failed, settings: settings(), hasChannel: false))
        #expect(ReportBlock.isDue(late, settings: settings(), hasChannel: false))
        #expect(!ReportBlock.isDue(interrupted, settings: settings(), hasChannel: false))
        #expect(!ReportBlock.isDue(failed, settings: settings(), hasChannel: true))
        #expect(!ReportBlock.isDue(failed, settings: settings(.never), hasChannel: false))
        #expect(ReportBlock.isDue(failed, settings: settings(.always), hasChannel: true))
        let broken = outcome(.notStarted(SpawnFailure(kind: .other, message: "cannot create a pipe")))
        #expect(ReportBlock.isDue(broken, settings: settings(), hasChannel: true))
        #expect(!ReportBlock.isDue(broken, settings: settings(.never), hasChannel: true))
    }

    @Test func ofACrontabsLineWhatItCannotTellItself() {
        var line = settings()
        line.shellUse.line = "exit 3"
        let own = outcome(.exited(.exited(125)))
        #expect(!ReportBlock.isDue(own, settings: line, hasChannel: false))
        let others: [Termination.Cause] = [
            .timedOut(limit: 1), .idle(limit: 1), .exited(.signalled(9)), .notStarted(SpawnFailure(kind: .notFound, message: "no")), .keeperLost,
        ]
        for cause in others { #expect(ReportBlock.isDue(outcome(cause), settings: line, hasChannel: false), "\(cause)") }
        #expect(ReportBlock.isDue(.unchecked("no file"), settings: line, hasChannel: false))
        line.shellUse.cronOutput = .failures
        #expect(ReportBlock.isDue(own, settings: line, hasChannel: false))
    }

    @Test func theBlockNamesReasonLogAndLines() {
        let start = Timestamp(microseconds: 0)
        let block = ReportBlock(
            outcome: outcome(.exited(.exited(3))), settings: settings(), start: start, elapsed: 2_000_000, log: "/x/y", lines: ["a", "b"]
        ).text
        #expect(
            block == """
                sisyphus: P/job: failed with exit status 3 (started 1970-01-01 00:00:00.000000, took 2s)
                log: /x/y
                last 2 lines:
                  a
                  b

                """)
        let short = ReportBlock(
            outcome: outcome(.exited(.exited(3))), settings: settings(), start: start, elapsed: 0, log: nil, lines: []
        ).text
        #expect(short.split(separator: "\n").count == 1)
    }
}
