import Testing

@testable import SisyphusCore

@Suite struct TimestampTests {
    // 2026-11-23 16:45:29.773522 UTC
    private let time = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)

    @Test func textsShowLocalTime() {
        #expect(time.logText == "2026-11-23 17:45:29.773522")
        #expect(time.fileStem == "2026-11-23 17-45-29_773522")
        #expect(time.rfc3339 == "2026-11-23T17:45:29.773522+01:00")
    }

    @Test func fractionAlwaysHasSixDigits() {
        #expect(Timestamp(microseconds: 0).logText == "1970-01-01 00:00:00.000000")
        #expect(Timestamp(microseconds: 5).fileStem == "1970-01-01 00-00-00_000005")
    }

    @Test func timesBeforeTheEpochAndFarAwayAreRight() {
        #expect(Timestamp(microseconds: -1).logText == "1969-12-31 23:59:59.999999")
        #expect(Timestamp(microseconds: 253_402_300_799_999_999).logText == "9999-12-31 23:59:59.999999")
        #expect(Timestamp(microseconds: -62_135_596_800_000_000).logText == "0001-01-01 00:00:00.000000")
    }

    @Test func negativeAndOddOffsetsAreShown() {
        #expect(Timestamp(microseconds: 0, utcOffset: -12600).rfc3339 == "1969-12-31T20:30:00.000000-03:30")
        #expect(Timestamp(microseconds: 0, utcOffset: 20700).rfc3339 == "1970-01-01T05:45:00.000000+05:45")
        #expect(Timestamp(microseconds: 0, utcOffset: -1800).rfc3339 == "1969-12-31T23:30:00.000000-00:30")
    }

    @Test func anOffsetWithSecondsKeepsTheMoment() throws {
        let lmt = Timestamp(microseconds: -3_000_000_000_000_000, utcOffset: 3208)
        let read = try #require(Timestamp(rfc3339: lmt.rfc3339))
        #expect(read.microseconds == lmt.microseconds)
    }

    @Test(
        arguments: [0, 1, -1, 1_795_452_329_773_522, 951_782_400_000_000, 253_402_300_799_000_000] as [Int64],
        [0, 3600, -12600, 50400] as [Int32])
    func whatIsWrittenIsReadBack(_ microseconds: Int64, _ offset: Int32) {
        guard microseconds < 253_402_200_000_000_000 || offset <= 0 else { return }  // the year 10000 has five digits
        let time = Timestamp(microseconds: microseconds, utcOffset: offset)
        #expect(Timestamp(rfc3339: time.rfc3339) == time)
    }

    @Test func otherFormsOfTheStandardAreRead() {
        #expect(Timestamp(rfc3339: "2026-11-23T16:45:29Z")?.microseconds == 1_795_452_329_000_000)
        #expect(Timestamp(rfc3339: "2026-11-23T16:45:29.5Z")?.microseconds == 1_795_452_329_500_000)
        #expect(Timestamp(rfc3339: "2026-11-23T16:45:29.773522999Z")?.microseconds == 1_795_452_329_773_522)
        #expect(Timestamp(rfc3339: "2016-12-31T23:59:60Z") == Timestamp(rfc3339: "2017-01-01T00:00:00Z"))
        #expect(Timestamp(rfc3339: "2024-02-29T00:00:00Z") != nil)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T16:45:29", "2026-11-23T16:45:29.Z", "2026-11-23T16:45:29.1234567890Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-31T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T16:60:29Z", "2026-11-23T16:45:61Z", "2026-11-23T16:45:29+24:00",
        "2026-11-23T16:45:29+01:60", "2026-11-23T16:45:29+0100", "2026-11-23T16:45:29Z ", "+026-11-23T16:45:29Z",
    ])
    func nonsenseIsRefused(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
