import Testing

@testable import SisyphusCore

@Suite struct TimeSpanTextTests {
    /// Expected texts are those of Python's `str(timedelta(microseconds=…))`.
    @Test(
        arguments: [
            (0, "0:00:00"), (60_000_000, "0:01:00"), (5041, "0:00:00.005041"), (36_000_000_000, "10:00:00"),
            (86_400_000_000, "1 day, 0:00:00"), (90_061_000_005, "1 day, 1:01:01.000005"),
            (12 * 86_400_000_000, "12 days, 0:00:00"), (-3_000_000, "-1 day, 23:59:57"),
            (-86_400_000_001, "-2 days, 23:59:59.999999"),
        ] as [(Int64, String)])
    func textIsThatOfPython(_ microseconds: Int64, _ text: String) {
        #expect(TimeSpanText.text(microseconds: microseconds) == text)
    }

    @Test(
        arguments: [
            (0, "0 ms"), (24_400, "24 ms"), (999_499, "999 ms"), (999_500, "1s"), (1_240_000, "1.2s"), (9_949_000, "9.9s"), (9_950_000, "10s"),
            (12_000_000, "12s"), (59_499_000, "59s"), (59_500_000, "1m"), (200_000_000, "3m20s"), (7_500_000_000, "2h5m"), (86_400_000_000, "1d"),
            (273_600_000_000, "3d4h"), (-1, "0 ms"),
        ] as [(Int64, String)])
    func wordsAreForPeople(_ microseconds: Int64, _ text: String) {
        #expect(TimeSpanText.words(microseconds: microseconds) == text)
    }

    @Test func columnsAlwaysShowTheFraction() {
        var bytes: [UInt8] = []
        TimeSpanText.append(microseconds: 60_000_000, alwaysFraction: true, to: &bytes)
        #expect(bytes.text == "0:01:00.000000")
    }

    @Test func durationsBecomeMicroseconds() {
        #expect(Duration.milliseconds(1500).microseconds == 1_500_000)
        #expect(Duration.milliseconds(-1500).microseconds == -1_500_000)
        #expect(Duration.nanoseconds(-1).microseconds == -1)
        #expect(Duration.seconds(Int64.max).microseconds == 9_000_000_000_000_000)
        #expect(Duration.seconds(30 * 86_400).spanText == "30 days, 0:00:00")
    }
}
