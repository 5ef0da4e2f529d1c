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

    func usual(_ seconds: Int64...) -> UsualDuration? { UsualDuration(seconds.map { $0 * 1_000_000 }) }

    @Test func aRunIsStuckWhenItsTimeIsLongUp() {
        #expect(StuckRun.text(run(age: 79, maxtime: 60), usual: nil, now: now) == nil)
        #expect(
            StuckRun.text(run(age: 81, maxtime: 60), usual: nil, now: now)
                == "it has been running for 0:01:21, although its time was up after 0:01:00")
    }

    @Test func withoutALimitTheUsualDurationTells() {
        let hour = usual(3600, 3500, 3600, 9000, 3700)
        #expect(StuckRun.text(run(age: 10_799), usual: hour, now: now) == nil)
        #expect(StuckRun.text(run(age: 10_801), usual: hour, now: now) == "it has been running for 3:00:01, usually it takes 1:00:00")
        // The median of the distances is 1000 s.
        let wide = usual(500, 1500, 2500, 3500, 4500)
        #expect(StuckRun.text(run(age: 8501), usual: wide, now: now) != nil)
        #expect(StuckRun.text(run(age: 8499), usual: wide, now: now) == nil)
    }

    /// A job that usually takes a moment may wait for something, for once.
    @Test func nobodyIsStuckBeforeTenMinutes() {
        let moment = usual(0, 0, 0, 0, 0)
        #expect(StuckRun.text(run(age: 599), usual: moment, now: now) == nil)
        #expect(StuckRun.text(run(age: 601), usual: moment, now: now) != nil)
    }

    @Test func fewRunsTellNothing() {
        #expect(usual(8, 10, 12, 9) == nil)
        #expect(UsualDuration([5, 1, 9, 3, 7].map { $0 * 1_000_000 }).map { [$0.median, $0.spread, $0.longest] } == [5_000_000, 2_000_000, 17_000_000])
        #expect(UsualDuration(Array(repeating: 1, count: 20) + Array(repeating: 100, count: 50))?.median == 1)
    }

    @Test func aClockThatWasSetBackMakesNothingOld() {
        #expect(StuckRun.text(run(age: -500, maxtime: 1), usual: nil, now: now) == nil)
    }
}
