import SisyphusCore

/// The rule of a zone for all years: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX.1-2024, XBD 8.3; hours of changes from -167 to 167 as in RFC 9636).
struct ZoneRule {
    /// Seconds ahead of UTC.
    let standard: Int64
    private var summer: (offset: Int64, begin: Change, end: Change)?

    private struct Change {
        enum Day {
            /// 1 to 365; the 29th of February is never counted.
            case julian(Int)
            /// 0 to 365.
            case zeroBased(Int)
            /// Weekday (0: Sunday) of a week (5: the last) of a month.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        var second: Int64 = 7200

        /// Seconds of the local clock.
        func time(in year: Int) -> Int64 {
            let newYear = CivilTime.daysSinceEpoch(year: year, month: 1, day: 1)
            let date: Int64
            switch day {
            case .julian(let number): date = newYear + Int64(number - 1) + (CivilTime.days(inMonth: 2, of: year) == 29 && number >= 60 ? 1 : 0)
            case .zeroBased(let number): date = newYear + Int64(number)
            case .weekday(let month, let week, let day):
                let first = CivilTime.daysSinceEpoch(year: year, month: month, day: 1)
                let place = (Int64(day) - (first + 4)).flooredDivision(by: 7).remainder + Int64(week - 1) * 7
                date = first + (place < Int64(CivilTime.days(inMonth: month, of: year)) ? place : place - 7)
            }
            return date * 86_400 + second
        }
    }

    init?(_ text: String) {
        var reader = RuleReader(text)
        guard reader.name(), let west = reader.time() else { return nil }
        standard = -west
        if reader.isAtEnd { return }
        guard reader.name() else { return nil }
        var offset = standard + 3600
        if reader.next != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            offset = -west
        }
        guard let begin = ZoneRule.change(&reader), let end = ZoneRule.change(&reader), reader.isAtEnd else { return nil }
        summer = (offset, begin, end)
    }

    private static func change(_ reader: inout RuleReader) -> Change? {
        guard reader.take(",") else { return nil }
        var change: Change
        if reader.take("M") {
            guard let month = reader.number(1...12), reader.take("."), let week = reader.number(1...5), reader.take("."), let day = reader.number(0...6) else {
                return nil
            }
            change = Change(day: .weekday(month: month, week: week, day: day))
        } else if reader.take("J") {
            guard let number = reader.number(1...365) else { return nil }
            change = Change(day: .julian(number))
        } else {
            guard let number = reader.number(0...365) else { return nil }
            change = Change(day: .zeroBased(number))
        }
        if reader.take("/") {
            guard let second = reader.time() else { return nil }
            change.second = second
        }
        return change
    }

    /// The changes of each year, by their moments.
    func changes(from year: Int) -> [ZoneRules.Period] {
        guard let summer else { return [] }
        var changes: [ZoneRules.Period] = []
        for year in year...max(ZoneRules.lastYear, year) {
            changes.append(.init(start: summer.begin.time(in: year) - standard, offset: summer.offset))
            changes.append(.init(start: summer.end.time(in: year) - summer.offset, offset: standard))
        }
        return changes.sorted { $0.start < $1.start }
    }
}

private struct RuleReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }
    var next: UInt8? { rest.first }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }

    /// `CET` or `<+03>`.
    mutating func name() -> Bool {
        if take("<") {
            let name = rest.prefix { $0 != UInt8(ascii: ">") }
            rest = rest[name.endIndex...]
            return !name.isEmpty && take(">")
        }
        let name = rest.prefix { ($0 | 0x20) &- 97 < 26 }
        rest = rest[name.endIndex...]
        return name.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0 &- 48 < 10 }
        rest = rest[digits.endIndex...]
        guard 1...4 ~= digits.count else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        return range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(0...167) else { return nil }
        var seconds = Int64(hours) * 3600
        for unit in [60, 1] as [Int64] where take(":") {
            guard let value = number(0...59) else { return nil }
            seconds += Int64(value) * unit
        }
        return isNegative ? -seconds : seconds
    }
}
