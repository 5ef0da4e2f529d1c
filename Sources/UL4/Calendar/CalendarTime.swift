/// A day and a time of that day, without a time zone.
public struct CalendarTime: Hashable, Comparable {
    /// The day.
    public let date: CalendarDate
    /// Microseconds since midnight.
    public let microseconds: Int

    static let day = 86_400_000_000

    /// - Parameters:
    ///   - date: The day.
    ///   - microseconds: since midnight, from 0 to less than a day.
    public init(date: CalendarDate, microseconds: Int = 0) {
        self.date = date
        self.microseconds = microseconds
    }

    /// - Throws: `ValueError` if there is no such day or time.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) throws {
        date = try CalendarDate(year: year, month: month, day: day)
        guard (0...23).contains(hour) else { throw UL4Error.value("hour must be in 0..23") }
        guard (0...59).contains(minute) else { throw UL4Error.value("minute must be in 0..59") }
        guard (0...59).contains(second) else { throw UL4Error.value("second must be in 0..59") }
        guard (0...999_999).contains(microsecond) else { throw UL4Error.value("microsecond must be in 0..999999") }
        microseconds = ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
    }

    /// A time from microseconds since 1970-01-01 00:00, whatever the time zone of both is.
    /// - Throws: `OverflowError` outside the years 1 to 9999.
    public init(sinceEpoch total: Int64) throws {
        let day = Int64(CalendarTime.day)
        let days = total >= 0 ? total / day : -((-total + day - 1) / day)
        self.init(date: try CalendarDate(days: Int(days)), microseconds: Int(total - days * day))
    }

    public static func < (left: CalendarTime, right: CalendarTime) -> Bool {
        (left.date.days, left.microseconds) < (right.date.days, right.microseconds)
    }

    var hour: Int { microseconds / 3_600_000_000 }
    var minute: Int { microseconds / 60_000_000 % 60 }
    var second: Int { microseconds / 1_000_000 % 60 }
    var microsecond: Int { microseconds % 1_000_000 }

    /// `12:34:56` with a fraction of six digits if there is one.
    var clockText: String {
        let text = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
        return microsecond == 0 ? text : "\(text).\(padded(microsecond, 6))"
    }
}

/// A span of time: days and microseconds of a day that are never negative.
public struct TimeDelta: Hashable, Comparable {
    /// Whole days; negative for spans into the past.
    public let days: Int
    /// What is added to the days, from 0 to less than a day.
    public let microseconds: Int

    static let mostDays = 999_999_999

    /// - Parameters:
    ///   - days: May be negative.
    ///   - microseconds: from 0 to less than a day; they are added to the days.
    public init(days: Int, microseconds: Int) {
        self.days = days
        self.microseconds = microseconds
    }

    /// A span of microseconds.
    public init(microseconds total: Int64) {
        let day = Int64(CalendarTime.day)
        let days = total >= 0 ? total / day : -((-total + day - 1) / day)
        self.init(days: Int(days), microseconds: Int(total - days * day))
    }

    /// - Throws: `OverflowError` beyond 999999999 days.
    init(total: BigInt) throws {
        let (days, rest) = total.floorDivided(by: BigInt(CalendarTime.day))
        guard let small = days.small, small.magnitude <= UInt(TimeDelta.mostDays) else {
            throw UL4Error.overflow("days=\(days.text()); must have magnitude <= 999999999")
        }
        self.init(days: small, microseconds: rest.small!)
    }

    /// All of it in microseconds.
    var total: BigInt { BigInt(days) * BigInt(CalendarTime.day) + BigInt(microseconds) }

    public static func < (left: TimeDelta, right: TimeDelta) -> Bool { (left.days, left.microseconds) < (right.days, right.microseconds) }

    /// `1 day, 0:02:03.000004`
    var text: String {
        let seconds = microseconds / 1_000_000
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        var text = "\(hours):\(padded(minutes, 2)):\(padded(seconds % 60, 2))"
        if microseconds % 1_000_000 != 0 { text += ".\(padded(microseconds % 1_000_000, 6))" }
        if days != 0 { text = "\(days) day\(days.magnitude == 1 ? "" : "s"), \(text)" }
        return text
    }
}
