import SisyphusCore
import Testing

@testable import SisyphusCommand

struct ViewQuestionTests {
    /// 2026-11-23 17:45:29.773522 +01:00
    private static let now = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)

    private static func local(_ time: CivilTime) -> Timestamp { time.timestamp(utcOffset: 3600) }

    private static func toCome(_ text: String, now: Timestamp = ViewQuestionTests.now) throws(OptionError) -> String? {
        let question = try ViewQuestion(["sisyphus", "pause", "--until", text, "P/j"], .pause)
        return try question.momentToCome("until", now: now, local: local)?.textWithZone
    }

    @Test(arguments: [
        ("2h", "2026-11-23 19:45:29 +01:00"), ("18:00", "2026-11-23 18:00:00 +01:00"), ("17:45", "2026-11-24 17:45:00 +01:00"),
        ("17:45:30", "2026-11-23 17:45:30 +01:00"), ("2026-12-24", "2026-12-24 00:00:00 +01:00"), ("2026-11-24 06:30", "2026-11-24 06:30:00 +01:00"),
        ("2026-11-23T17:00:00Z", "2026-11-23 17:00:00 +00:00"),
    ])
    func `Moments to come`(_ text: String, _ moment: String) throws { #expect(try Self.toCome(text) == moment) }

    @Test(arguments: [
        ("2h", "2026-11-23 15:45:29 +01:00"), ("18:00", "2026-11-22 18:00:00 +01:00"), ("2026-11-23 12:50:08", "2026-11-23 12:50:08 +01:00"),
        ("2026-11-22", "2026-11-22 00:00:00 +01:00"), ("2026-11-23T17:00:00Z", "2026-11-23 17:00:00 +00:00"),
    ])
    func `Moments of runs`(_ text: String, _ moment: String) throws {
        let question = try ViewQuestion(["sisyphus", "history", "--since", text], .history)
        #expect(try question.moment("since", now: Self.now, local: Self.local)?.textWithZone == moment)
    }

    @Test(arguments: ["none", "2026-13-01", "soon"])
    func `Other moments of runs are refused`(_ text: String) throws {
        let question = try ViewQuestion(["sisyphus", "history", "--since", text], .history)
        #expect(throws: OptionError.self) { try question.moment("since", now: Self.now, local: Self.local) }
    }

    @Test(arguments: ["2026-11-22", "0", "24:00", "soon", "none", "2026-11-23T16:00:00Z", "-5m"])
    func `Other moments are refused`(_ text: String) { #expect(throws: OptionError.self) { try Self.toCome(text) } }

    /// The night of 2026-10-25 has an hour more.
    @Test func `A time of day of tomorrow is by the calendar`() throws {
        let question = try ViewQuestion(["sisyphus", "pause", "--until", "12:00", "P/j"], .pause)
        let now = CivilTime(year: 2026, month: 10, day: 24, hour: 13).timestamp(utcOffset: 7200)
        let moment = try question.momentToCome("until", now: now) { $0.timestamp(utcOffset: $0.day == 24 ? 7200 : 3600) }
        #expect(moment?.textWithZone == "2026-10-25 12:00:00 +01:00")
    }
}
