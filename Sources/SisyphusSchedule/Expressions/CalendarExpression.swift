import SisyphusCore

/// When a timer of systemd elapses by `OnCalendar=` (systemd.time(7), "Calendar events"), to the second.
public struct CalendarExpression: Sendable, Equatable {
    /// As it was written, without a time zone.
    public let text: String
    /// The time zone that stands at its end; `nil`: that of the machine.
    public let zone: String?
    private let pattern: LocalPattern

    /// - Throws: `ScheduleError` with the column of what is wrong.
    public init(_ text: String) throws(ScheduleError) {
        var words = CalendarExpression.words(text)
        guard let last = words.last else { throw ScheduleError("it is empty; accepted: \(CalendarExpression.accepted)", column: 1) }
        let isZone = last.text.utf8.first.map { ($0 | 0x20) &- 97 < 26 } == true && (words.count > 1 || last.text == "UTC") && Weekdays.bits(last.text) == nil
        zone = isZone ? last.text : nil
        if isZone { words.removeLast() }
        self.text = words.map(\.text).joined(separator: " ")
        if words.count == 1, let meaning = CalendarExpression.names.first(where: { $0.name == words[0].text.lowercased() })?.text {
            words = CalendarExpression.words(meaning)
        }
        var pattern = LocalPattern()
        pattern.weekdays = 0x7f
        if let first = words.first, let weekdays = Weekdays.bits(first.text) {
            pattern.weekdays = weekdays
            words.removeFirst()
        }
        if let first = words.first, !first.text.contains(":") {
            try CalendarExpression.readDate(first, into: &pattern)
            words.removeFirst()
        } else {
            (pattern.months, pattern.days) = (UInt64(bits: 1...12), UInt64(bits: 1...31))
        }
        if let first = words.first {
            try CalendarExpression.readTime(first, into: &pattern)
            words.removeFirst()
        } else {
            (pattern.hours, pattern.minutes) = (1, 1)
        }
        if let extra = words.first {
            throw ScheduleError("\"\(extra.text)\" is too much; accepted: \(CalendarExpression.accepted)", column: extra.column)
        }
        self.pattern = pattern
    }

    static let accepted = "[WEEKDAYS] [YEAR-]MONTH-DAY [HOUR:MINUTE[:SECOND]] [ZONE] as in systemd.time(7), and names such as daily"

    /// The first moment later than this one, in seconds since 1970-01-01 00:00:00 UTC.
    /// - Returns: `nil`: there is none within 30 years.
    public func next(after moment: Int64, in zone: ZoneRules) -> Int64? { moments(in: zone).next(after: moment) }

    /// The last moment earlier than this one.
    /// - Returns: `nil`: there was none within 30 years.
    public func previous(before moment: Int64, in zone: ZoneRules) -> Int64? { moments(in: zone).previous(before: moment) }

    private func moments(in zone: ZoneRules) -> ScheduledMoments { ScheduledMoments(pattern: pattern, changes: .firstTime, zone: zone) }

    // MARK: - Reading

    private typealias Word = (text: String, column: Int)

    private static let names: [(name: String, text: String)] = [
        ("minutely", "*:*"), ("hourly", "*:00"), ("daily", "*-*-*"), ("monthly", "*-*-1"), ("weekly", "Mon *-*-*"), ("yearly", "*-1-1"), ("annually", "*-1-1"),
        ("quarterly", "*-1,4,7,10-1"), ("semiannually", "*-1,7-1"),
    ]

    private static func words(_ text: String) -> [Word] {
        var words: [Word] = []
        for (column, byte) in text.utf8.enumerated() where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") {
            let character = Character(UnicodeScalar(byte))
            if let last = words.last, last.column + last.text.utf8.count == column + 1 {
                words[words.count - 1].text.append(character)
            } else {
                words.append((String(character), column + 1))
            }
        }
        return words
    }

    private static func readDate(_ word: Word, into pattern: inout LocalPattern) throws(ScheduleError) {
        let isFromEnd = word.text.contains("~")
        let parts = CalendarExpression.parts(word, at: isFromEnd ? ["-", "~"] : ["-"])
        guard 2...3 ~= parts.count else {
            throw ScheduleError("\"\(word.text)\" is no date; accepted: MONTH-DAY, YEAR-MONTH-DAY and MONTH~DAY", column: word.column)
        }
        if parts.count == 3 {
            let ranges = try CalendarParts.ranges(parts[0].text, 1970...ZoneRules.lastYear, "year", column: parts[0].column)
            pattern.years = ranges.map { .init(first: $0.first, last: $0.last, step: $0.step) }
            if parts[0].text == "*" { pattern.years = nil }
        }
        let (month, day) = (parts[parts.count - 2], parts[parts.count - 1])
        pattern.months = try CalendarParts.bits(month.text, 1...12, "month", column: month.column)
        guard isFromEnd else { return pattern.days = try CalendarParts.bits(day.text, 1...31, "day", column: day.column) }
        for range in try CalendarParts.ranges(day.text, 1...31, "day", column: day.column) {
            // One that has no end goes on to the end of the month, where numbers are smaller.
            let days = range.isOpen ? stride(from: range.first, through: 1, by: -range.step) : stride(from: range.first, through: range.last, by: range.step)
            pattern.daysFromEnd |= UInt64(bits: days)
        }
    }

    private static func readTime(_ word: Word, into pattern: inout LocalPattern) throws(ScheduleError) {
        let parts = CalendarExpression.parts(word, at: [":"])
        guard 2...3 ~= parts.count else {
            throw ScheduleError("\"\(word.text)\" is no time; accepted: HOUR:MINUTE and HOUR:MINUTE:SECOND", column: word.column)
        }
        pattern.hours = try CalendarParts.bits(parts[0].text, 0...23, "hour", column: parts[0].column)
        pattern.minutes = try CalendarParts.bits(parts[1].text, 0...59, "minute", column: parts[1].column)
        if parts.count == 3 { pattern.seconds = try CalendarParts.bits(parts[2].text, 0...59, "second", column: parts[2].column) }
    }

    private static func parts(_ word: Word, at marks: [Character]) -> [Word] {
        var parts: [Word] = [("", word.column)]
        for (place, character) in word.text.enumerated() {
            if marks.contains(character) { parts.append(("", word.column + place + 1)) } else { parts[parts.count - 1].text.append(character) }
        }
        return parts
    }
}

/// `Mon,Wed..Fri` of a calendar expression.
private enum Weekdays {
    private static let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// - Returns: `nil`: these are no weekdays.
    static func bits(_ text: String) -> UInt64? {
        var bits: UInt64 = 0
        for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.contains("..") ? ends(part, "..") : ends(part, "-")
            let days = ends.compactMap { end in names.firstIndex { $0 == end || $0.prefix(3) == end } }
            guard days.count == ends.count, let first = days.first, let last = days.last else { return nil }
            // A week begins with Monday here.
            let (from, to) = ((first + 6) % 7, (last + 6) % 7)
            guard from <= to else { return nil }
            for day in from...to { bits |= 1 << UInt64((day + 1) % 7) }
        }
        return bits
    }

    private static func ends(_ part: Substring, _ mark: String) -> [Substring] {
        guard let found = part.firstRange(of: mark) else { return [part] }
        return [part[..<found.lowerBound], part[found.upperBound...]]
    }
}

/// A number, `a..b`, `a/n` and lists of these in a calendar expression.
private enum CalendarParts {
    struct NumberRange {
        var first: Int
        var last: Int
        var step: Int
        /// Whether it has no end but that of the numbers.
        var isOpen: Bool
    }

    static func bits(_ text: String, _ range: ClosedRange<Int>, _ name: String, column: Int) throws(ScheduleError) -> UInt64 {
        var bits: UInt64 = 0
        for part in try ranges(text, range, name, column: column) { bits |= UInt64(bits: stride(from: part.first, through: part.last, by: part.step)) }
        return bits
    }

    static func ranges(_ text: String, _ range: ClosedRange<Int>, _ name: String, column: Int) throws(ScheduleError) -> [NumberRange] {
        if text == "*" { return [NumberRange(first: range.lowerBound, last: range.upperBound, step: 1, isOpen: true)] }
        var ranges: [NumberRange] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let read = read(part, range) else {
                throw ScheduleError(
                    "\"\(text)\" cannot be the \(name); accepted: numbers from \(range.lowerBound) to \(range.upperBound), *, a..b, a/n, a..b/n and lists of these",
                    column: column)
            }
            ranges.append(read)
        }
        return ranges
    }

    private static func read(_ part: Substring, _ range: ClosedRange<Int>) -> NumberRange? {
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var step: Int?
        if pieces.count == 2 {
            guard let number = Int(pieces[1]), number > 0 else { return nil }
            step = number
        }
        let ends: [Substring]
        if let found = pieces[0].firstRange(of: "..") {
            ends = [pieces[0][..<found.lowerBound], pieces[0][found.upperBound...]]
        } else {
            ends = [pieces[0]]
        }
        let numbers = ends.compactMap { number($0, range) }
        guard numbers.count == ends.count, let first = numbers.first, let last = numbers.last, first <= last else { return nil }
        let isOpen = numbers.count == 1 && step != nil
        return NumberRange(first: first, last: isOpen ? range.upperBound : last, step: step ?? 1, isOpen: isOpen)
    }

    private static func number(_ digits: Substring, _ range: ClosedRange<Int>) -> Int? {
        // 2.0 is 2, as systemd writes seconds.
        let whole = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = whole.first, 1...4 ~= first.utf8.count, first.utf8.allSatisfy({ $0 &- 48 < 10 }), var value = Int(first),
            whole.count == 1 || !whole[1].isEmpty && whole[1].utf8.allSatisfy({ $0 == 48 })
        else { return nil }
        // Years of two digits (calendarspec.c).
        if range.lowerBound == 1970, value < 100 { value += value < 70 ? 2000 : 1900 }
        return range.contains(value) ? value : nil
    }
}
