import SisyphusCore
import SisyphusUnix
import TestSupport
import Testing

@testable import SisyphusSchedule

struct CronTests {
    private let berlin = ZoneFiles.zone("Europe/Berlin")!

    private func moment(_ text: String) -> Int64 { Timestamp(rfc3339: text)!.microseconds / 1_000_000 }

    private func next(_ text: String, after: String, count: Int) throws -> [String] {
        let cron = try CronExpression(text)
        var (moment, found) = (moment(after), [String]())
        for _ in 0..<count {
            guard let next = cron.next(after: moment, in: berlin) else { break }
            found.append(berlin.timestamp(next).rfc3339Seconds)
            moment = next
        }
        return found
    }

    @Test(arguments: [
        // Fixed times in the hour that is skipped are made up for, once, when it is skipped.
        ("30 2 * * *", "2026-03-28T12:00:00+01:00", ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]),
        ("0,30 2,3 * * *", "2026-03-28T12:00:00+01:00", ["2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00"]),
        // Those of the hour that comes twice run the first time.
        ("30 2 * * *", "2026-10-24T12:00:00+02:00", ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]),
        // Where minute or hour begins with *, what the clock shows counts.
        ("30 */2 * * *", "2026-03-29T01:00:00+01:00", ["2026-03-29T04:30:00+02:00"]),
        ("30 */2 * * *", "2026-10-25T01:00:00+02:00", ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T04:30:00+01:00"]),
        ("*/30 2 * * *", "2026-03-28T12:00:00+01:00", ["2026-03-30T02:00:00+02:00"]),
        ("@hourly", "2026-10-25T02:00:00+02:00", ["2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"]),
        ("@weekly", "2026-10-25T02:00:00+02:00", ["2026-11-01T00:00:00+01:00"]),
    ])
    func clockChanges(_ text: String, _ after: String, _ expected: [String]) throws {
        #expect(try next(text, after: after, count: expected.count) == expected)
    }

    @Test(arguments: [
        // One of both is enough, unless one begins with *.
        ("0 0 13 * fri", ["2026-11-06", "2026-11-13", "2026-11-20"]), ("0 0 */2 * fri", ["2026-11-13", "2026-11-27", "2026-12-11"]),
        ("0 0 13 * *", ["2026-11-13", "2026-12-13", "2027-01-13"]), ("0 0 * * 7", ["2026-11-08", "2026-11-15", "2026-11-22"]),
        ("0 0 29 2 *", ["2028-02-29", "2032-02-29", "2036-02-29"]), ("0 0 30 2 *", []), ("0 0 31 4,6 *", []),
        ("0 0 ~ 12 *", ["2026-12-31", "2027-12-31", "2028-12-31"]),
        ("0 0 1-10/4 JAN Mon-Tue/3", ["2027-01-01", "2027-01-04", "2027-01-05"]),
    ])
    func days(_ text: String, _ expected: [String]) throws {
        #expect(try next(text, after: "2026-11-01T00:00:00+01:00", count: 3).map { String($0.prefix(10)) } == expected)
    }

    @Test(arguments: [
        ("", 1, "the minute is missing"), ("* * * *", 8, "the weekday is missing"), ("60 * * * *", 1, "numbers from 0 to 59"),
        ("* * 0 * *", 5, "day of the month"),
        ("5/15 * * * *", 2, "5-59/"), ("*/0 * * * *", 3, "above 0"), ("* 22-4 * * *", 3, "backwards"), ("* * * * sat-sun", 9, "Sunday as 7"),
        ("* * * * * ls", 11, "too much"), ("@dayly", 1, "@daily"), ("@reboot", 1, "no moment"), ("1, * * * *", 3, "cannot stand"),
        ("* * * * \u{1b}[31m", 9, "cannot stand"),
        ("99999999999999999999 * * * *", 1, "cannot stand"),
    ])
    func mistakes(_ text: String, _ column: Int, _ says: String) {
        let error = #expect(throws: ScheduleError.self) { try CronExpression(text) }
        #expect(error?.column == column && error?.reason.contains(says) == true && error?.reason.contains("\u{1b}") == false, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("", 1), ("25:00", 1), ("Mon *-*-* 10:00 11:00", 17), ("*-13-1", 3), ("*-*-* 10", 7), ("*-1-40", 5), ("10:00:00.5", 7), ("Wed..Mon 10:00", 1),
    ])
    func calendarMistakes(_ text: String, _ column: Int) {
        let error = #expect(throws: ScheduleError.self) { try CalendarExpression(text) }
        #expect(error?.column == column, "\(String(describing: error))")
    }

    @Test func eventsComeOnceWhereATimeComesTwice() throws {
        let berlin = try #require(ZoneFiles.zone("Europe/Berlin"))
        for (text, moments) in [
            ("*-*-* 02:30", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]), ("*:0/30", ["2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"]),
        ] {
            let event = try CalendarExpression(text)
            #expect(event.next(after: moment("2026-10-25T00:15:00Z"), in: berlin) == moment(moments[0]))
            #expect(event.next(after: moment(moments[0]), in: berlin) == moment(moments[1]))
            #expect(event.previous(before: moment("2026-10-25T01:45:00Z"), in: berlin) == moment(moments[0]), "nothing is overdue in the second hour")
        }
    }

    @Test func zonesOfRulesAndFiles() throws {
        let rule = try #require(ZoneRules(rule: "CET-1CEST,M3.5.0,M10.5.0/3"))
        for year in 2020...2150 {
            for month in 1...12 {
                let moment = CivilTime(year: year, month: month, day: 28, hour: 12).timestamp(utcOffset: 0).microseconds / 1_000_000
                #expect(rule.offset(at: moment) == berlin.offset(at: moment), "\(year)-\(month)")
            }
        }
        #expect(berlin.offset(at: moment("1945-06-01T00:00:00Z")) == 10_800)
        #expect(berlin.moments(showing: 1_774_751_400).isEmpty, "2026-03-29 02:30 does not exist")
        #expect(berlin.moments(showing: 1_792_895_400).count == 2, "2026-10-25 02:30 comes twice")
        #expect(ZoneFiles.zone("../../etc/passwd") == nil && ZoneFiles.zone("Nowhere/Atlantis") == nil && ZoneRules(name: "", file: Array("TZif2".utf8)) == nil)
    }

    @Test func brokenZoneFilesAreRefused() throws {
        let file = try OpenFile.open("/usr/share/zoneinfo/Europe/Berlin", File.readOnly).read(upTo: 1 << 20, at: 0)
        for length in stride(from: 0, to: file.count, by: 7) { _ = ZoneRules(name: "", file: Array(file.prefix(length))) }
        var chance = Chance(1)
        for _ in 0..<300 {
            var bytes = file
            for _ in 0..<5 { bytes[chance.below(bytes.count)] = .random(in: 0...255, using: &chance) }
            if let zone = ZoneRules(name: "", file: bytes) { _ = try CronExpression("30 2 * * *").next(after: 1_790_000_000, in: zone) }
        }
    }
}
