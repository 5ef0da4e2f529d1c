import Glibc
import SisyphusCore
import SisyphusUnix
import Testing

extension UnixTests {
    @Suite final class ClockTests {
        private let zone = getenv("TZ").map { String(cString: $0) }

        init() {
            setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
            tzset()
        }

        deinit {
            if let zone { setenv("TZ", zone, 1) } else { unsetenv("TZ") }
            tzset()
        }

        private func moment(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> Timestamp {
            SystemClock.localTimestamp(of: CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: 0, microsecond: 5))
        }

        @Test func localTimeHasItsOffset() {
            let summer = moment(2026, 7, 1, 12, 0), winter = moment(2026, 12, 1, 12, 0)
            #expect(summer.utcOffset == 7200 && winter.utcOffset == 3600)
            #expect(summer.microseconds % 1_000_000 == 5)
            #expect(SystemClock.local(microseconds: summer.microseconds) == summer)
            #expect(SystemClock.local(microseconds: winter.microseconds) == winter)
        }

        @Test func offsetChangesWithTheQuarterOfAnHour() {
            // 25 October 2026, 01:00 UTC.
            let change: Int64 = 1_792_890_000_000_000
            #expect(SystemClock.local(microseconds: change - 1).utcOffset == 7200)
            #expect(SystemClock.local(microseconds: change).utcOffset == 3600)
            #expect(SystemClock.local(microseconds: change - 1).utcOffset == 7200)
            // Before 1970 too.
            #expect(SystemClock.local(microseconds: -1).utcOffset == 3600)
        }

        @Test func hourThatIsSkippedIsTheMomentAsLongAfterTheChange() {
            let change = moment(2026, 3, 29, 3, 0)
            let skipped = moment(2026, 3, 29, 2, 30)
            #expect(abs(skipped.microseconds - change.microseconds) == 30 * 60 * 1_000_000)
        }

        @Test func hourThatComesTwiceIsOneOfBoth() {
            let twice = moment(2026, 10, 25, 2, 30)
            #expect(twice.utcOffset == 7200 || twice.utcOffset == 3600)
            #expect(SystemClock.local(microseconds: twice.microseconds) == twice)
        }

        @Test func monotonicClockDoesNotGoBack() {
            var last = SystemClock.monotonic()
            for _ in 0..<1000 {
                let next = SystemClock.monotonic()
                #expect(next >= last)
                last = next
            }
        }
    }
}
