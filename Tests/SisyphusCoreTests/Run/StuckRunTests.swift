import Testing

@testable import SisyphusCore

@Suite struct StuckRunTests {
    let now = Timestamp(microseconds: 10_000_000_000)

    func run(age: Int64, maxtime: Int64? = nil) -> RunStateFile {
        var run = RunStateFile(id: "1")
        run.start = Timestamp(microseconds: now.microseconds - age * 1_000_000)
        run.maxtime = maxtime.map { $0 * 1_000_000 }
        return run
    }

    func records(_ seconds: Int64..., status: Status = .successful) -> [RunRecord] {
        seconds.map {
            var record = RunRecord(id: "0", start: now, end: now, status: status)
            record.elapsed = $0 * 1_000_000
            return record
        }
    }

    @Test func aRunIsStuckWhenItsTimeIsLongUp() {
        #expect(StuckRun.text(run(age: 79, maxtime: 60), records: [], now: now) == nil)
        #expect(
            StuckRun.text(run(age: 81, maxtime: 60), records: [], now: now)
                == "it has been running for 0:01:21, although its time was up after 0:01:00")
    }

    @Test func withoutALimitTheUsualDurationTells() {
        let usual = records(8, 10, 500)
        #expect(StuckRun.text(run(age: 49), records: usual, now: now) == nil)
        #expect(StuckRun.text(run(age: 51), records: usual, now: now) == "it has been running for 0:00:51, usually it takes 0:00:10")
        #expect(StuckRun.text(run(age: 5000), records: records(8, 10), now: now) == nil)
        #expect(StuckRun.text(run(age: 5000), records: records(8, 10, 12, status: .failed), now: now) == nil)
    }

    @Test func aClockThatWasSetBackMakesNothingOld() {
        #expect(StuckRun.text(run(age: -500, maxtime: 1), records: [], now: now) == nil)
    }
}
