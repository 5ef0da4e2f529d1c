import Testing

@testable import SisyphusCore

@Suite struct ScheduleTests {
    private let end = Timestamp(microseconds: 1_795_452_329_000_000, utcOffset: 3600)

    private func pause(_ schedule: inout Schedule, good: Bool = true, elapsed: Int64 = 0) -> Int64 {
        schedule.next(end: end, elapsed: elapsed, isGood: good) { $0.timestamp(utcOffset: 3600) }.pause
    }

    @Test func withoutATimeItRunsAtOnce() {
        var schedule = Schedule(nil)
        let next = schedule.next(end: end, elapsed: 0, isGood: true) { _ in end }
        #expect(next.pause == 0)
        #expect(next.text == "Restarting immediately")
    }

    @Test func aSpanCountsFromTheEnd() {
        var schedule = Schedule(.after(.microseconds(999_999)))
        let next = schedule.next(end: end, elapsed: 0, isGood: true) { _ in end }
        #expect(next.text == "Sleeping for 0:00:00.999999 until 2026-11-23 17:45:29.999999")
    }

    @Test func aTimeThatIsPastIsSaidAndHeldBackMoreAndMore() {
        var past = Schedule(.at(CivilTime(year: 2020, month: 1, day: 1)))
        func next() -> NextStart { past.next(end: end, elapsed: 0, isGood: true) { $0.timestamp(utcOffset: 3600) } }
        #expect(next().text == "Restarting immediately (the next run was due at 2020-01-01 00:00:00.000000, which is past)")
        #expect(
            next().text == "Sleeping for 0:00:01 until 2026-11-23 17:45:30.000000 (the next run was due at 2020-01-01 00:00:00.000000, which is past)")
        #expect((0..<8).map { _ in pause(&past) / 1_000_000 } == [2, 4, 8, 16, 32, 60, 60, 60])
        past.nextrun = .moment(Timestamp(microseconds: end.microseconds + 1))
        #expect(pause(&past) == 1)
        var future = Schedule(.at(CivilTime(year: 2026, month: 11, day: 23, hour: 17, minute: 45, second: 30)))
        #expect(pause(&future) == 1_000_000)
    }

    @Test func aJobThatIsLateEachTimeRunsAtOnce() {
        var late = Schedule(nil)
        for second in Int64(0)..<3 {
            late.nextrun = .moment(Timestamp(microseconds: end.microseconds - 5_000_000 + second * 1_000_000))
            #expect(pause(&late) == 0)
        }
        #expect(pause(&late) == 1_000_000)
    }

    @Test func quickFailuresAreHeldBackMoreAndMore() {
        var schedule = Schedule(nil)
        let pauses = (0..<9).map { _ in pause(&schedule, good: false) / 1_000_000 }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        #expect(pause(&schedule, good: true) == 0)
        #expect(pause(&schedule, good: false) == 1_000_000)
        #expect(pause(&schedule, good: false, elapsed: Schedule.longRun) == 0)
    }

    @Test func holdingBackIsVisible() {
        var schedule = Schedule(.after(.seconds(1)))
        let first = schedule.next(end: end, elapsed: 0, isGood: false) { _ in end }
        #expect(first.text == "Sleeping for 0:00:01 until 2026-11-23 17:45:30.000000")
        let second = schedule.next(end: end, elapsed: 0, isGood: false) { _ in end }
        #expect(second.text == "Sleeping for 0:00:02 until 2026-11-23 17:45:31.000000 (2 runs in a row failed quickly)")
    }
}
