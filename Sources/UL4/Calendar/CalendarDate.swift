/// A day of the Gregorian calendar, from the year 1 to 9999.
public struct CalendarDate: Hashable, Comparable {
    /// Days since 1970-01-01.
    public let days: Int

    static let first = CalendarDate.daysFromCivil(year: 1, month: 1, day: 1)
    static let last = CalendarDate.daysFromCivil(year: 9999, month: 12, day: 31)

    /// - Throws: `ValueError` if there is no such day, `OverflowError` never.
    public init(year: Int, month: Int, day: Int) throws {
        guard (1...9999).contains(year) else { throw UL4Error.value("year \(year) is out of range") }
        guard (1...12).contains(month) else { throw UL4Error.value("month must be in 1..12") }
        guard (1...CalendarDate.daysIn(month: month, year: year)).contains(day) else { throw UL4Error.value("day is out of range for month") }
        days = CalendarDate.daysFromCivil(year: year, month: month, day: day)
    }

    /// - Throws: `OverflowError` if the day is outside the years 1 to 9999.
    init(days: Int) throws {
        guard days >= CalendarDate.first, days <= CalendarDate.last else { throw UL4Error.overflow("date value out of range") }
        self.days = days
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.days < right.days }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func daysIn(month: Int, year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970-01-01; years are counted from March, so that the leap day comes last.
    static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Year, month (from 1) and day (from 1).
    public var civil: (year: Int, month: Int, day: Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }

    /// 0 is Monday.
    var weekday: Int { ((days + 3) % 7 + 7) % 7 }

    /// 1 is January 1st.
    var yearday: Int { days - CalendarDate.daysFromCivil(year: civil.year, month: 1, day: 1) + 1 }

    /// The year that the week of this day belongs to, the number of the week, the weekday.
    /// - Parameters:
    ///   - firstWeekday: The day that weeks begin with, 0 for Monday.
    ///   - minimum: How many days of the new year the first week must have.
    func calendar(firstWeekday: Int, minimum: Int) throws -> (year: Int, week: Int, weekday: Int) {
        let firstWeekday = ((firstWeekday % 7) + 7) % 7
        let minimum = min(max(minimum, 1), 7)
        let year = civil.year
        for offset in [1, 0, -1] {
            // The week that holds the day `minimum` of January is the first one.
            let reference = CalendarDate.daysFromCivil(year: year + offset, month: 1, day: minimum)
            let weekday = ((reference + 3) % 7 + 7) % 7
            let start = reference - ((weekday - firstWeekday) % 7 + 7) % 7
            if days >= start { return (year + offset, (days - start) / 7 + 1, self.weekday) }
        }
        return (year, 1, weekday)
    }

    /// The day that is so many months away; the last day of that month if it has no such day.
    func adding(months: Int) throws -> CalendarDate {
        let (year, month, day) = civil
        let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        let newYear = overflow ? 0 : (total >= 0 ? total / 12 : (total - 11) / 12)
        guard (1...9999).contains(newYear) else { throw UL4Error.value("year \(newYear) is out of range") }
        let newMonth = total - newYear * 12 + 1
        return try CalendarDate(year: newYear, month: newMonth, day: min(day, CalendarDate.daysIn(month: newMonth, year: newYear)))
    }

    /// `2000-02-29`
    var isoText: String {
        let (year, month, day) = civil
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// A number that is not negative, with leading zeros.
func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
}
