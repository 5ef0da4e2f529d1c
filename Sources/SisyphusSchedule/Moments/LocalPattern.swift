import SisyphusCore

/// Which times of a local clock a schedule names: masks of seconds, minutes, hours, days and months. Cron expressions and those of systemd's timers
/// both come down to this.
///
/// Local times are seconds that count as if the clock ran in UTC.
struct LocalPattern: Sendable, Equatable {
    /// Bit n: second n, minute n, hour n, month n (1 to 12).
    var seconds: UInt64 = 1
    var minutes: UInt64 = 0
    var hours: UInt64 = 0
    var months: UInt64 = 0
    /// Bit n: day n of the month (1 to 31).
    var days: UInt64 = 0
    /// Bit n: the n-th day from the end of the month (1: the last).
    var daysFromEnd: UInt64 = 0
    /// Bit n: weekday n (0: Sunday).
    var weekdays: UInt64 = 0
    /// Whether one of day of month and weekday is enough.
    var takesEitherDay = false
    /// `nil`: any year.
    var years: [YearRange]?

    struct YearRange: Sendable, Equatable {
        var first: Int
        var last: Int
        var step: Int

        func contains(_ year: Int) -> Bool { first <= year && year <= last && (year - first) % step == 0 }
    }

    /// The first time that is named, not before `from` and before `limit`.
    func first(from: Int64, before limit: Int64) -> Int64? {
        let (day, second) = from.flooredDivision(by: 86_400)
        var month = Month(containing: day)
        var from = Int(day - month.start)
        if let time = firstTime(from: Int(second)), mask(month) >> UInt64(from) & 1 == 1 { return within((month.start + Int64(from)) * 86_400 + time, limit) }
        from += 1
        guard let time = firstTime(from: 0) else { return nil }
        while month.start * 86_400 < limit {
            let days = mask(month) & (UInt64.max << UInt64(from))
            if days != 0 { return within((month.start + Int64(days.trailingZeroBitCount)) * 86_400 + time, limit) }
            month = month.next
            from = 0
        }
        return nil
    }

    private func within(_ time: Int64, _ limit: Int64) -> Int64? { time < limit ? time : nil }

    /// The last time that is named, before `limit` and not before `from`.
    func last(from: Int64, before limit: Int64) -> Int64? {
        let (day, second) = (limit - 1).flooredDivision(by: 86_400)
        var month = Month(containing: day)
        let today = UInt64(day - month.start)
        if mask(month) >> today & 1 == 1, let time = lastTime(upTo: Int(second)) { return after(day * 86_400 + time, from) }
        guard let time = lastTime(upTo: 86_399) else { return nil }
        var days = mask(month) & ((1 << today) - 1)
        while (month.start + Int64(month.length)) * 86_400 > from {
            if days != 0 { return after((month.start + Int64(63 - days.leadingZeroBitCount)) * 86_400 + time, from) }
            month = month.previous
            days = mask(month)
        }
        return nil
    }

    private func after(_ time: Int64, _ from: Int64) -> Int64? { time >= from ? time : nil }

    // MARK: - Within a month

    private struct Month {
        let year: Int
        let month: Int
        /// The days since 1970-01-01 of its first day.
        let start: Int64
        let length: Int

        init(containing day: Int64) {
            let date = CivilTime.date(daysSinceEpoch: day)
            self.init(date.year, date.month)
        }

        private init(_ year: Int, _ month: Int) {
            (self.year, self.month) = (year, month)
            start = CivilTime.daysSinceEpoch(year: year, month: month, day: 1)
            length = CivilTime.days(inMonth: month, of: year)
        }

        var next: Month { month == 12 ? Month(year + 1, 1) : Month(year, month + 1) }
        var previous: Month { month == 1 ? Month(year - 1, 12) : Month(year, month - 1) }
        /// The weekday of its first day.
        var firstWeekday: UInt64 { UInt64((start + 4).flooredDivision(by: 7).remainder) }
    }

    /// Bit n: day n + 1 of this month is named.
    private func mask(_ month: Month) -> UInt64 {
        guard months >> UInt64(month.month) & 1 == 1, years?.contains(where: { $0.contains(month.year) }) ?? true else { return 0 }
        var ofMonth = days >> 1
        if daysFromEnd != 0 {
            for place in 1...month.length where daysFromEnd >> UInt64(place) & 1 == 1 { ofMonth |= 1 << UInt64(month.length - place) }
        }
        // Six weeks, shifted so that the first day of the month comes first.
        let week = weekdays & 0x7f
        let ofWeek = (week | week << 7 | week << 14 | week << 21 | week << 28 | week << 35) >> month.firstWeekday
        return (takesEitherDay ? ofMonth | ofWeek : ofMonth & ofWeek) & ((1 << UInt64(month.length)) - 1)
    }

    // MARK: - Within a day

    private func firstTime(from second: Int) -> Int64? {
        let start = (hour: second / 3600, minute: second / 60 % 60, second: second % 60)
        if hours.has(start.hour) {
            if minutes.has(start.minute), let found = seconds.first(from: start.second) { return time(start.hour, start.minute, found) }
            if let minute = minutes.first(from: start.minute + 1), let found = seconds.first(from: 0) { return time(start.hour, minute, found) }
        }
        guard let hour = hours.first(from: start.hour + 1), let minute = minutes.first(from: 0), let found = seconds.first(from: 0) else { return nil }
        return time(hour, minute, found)
    }

    private func lastTime(upTo second: Int) -> Int64? {
        let end = (hour: second / 3600, minute: second / 60 % 60, second: second % 60)
        if hours.has(end.hour) {
            if minutes.has(end.minute), let found = seconds.last(upTo: end.second) { return time(end.hour, end.minute, found) }
            if let minute = minutes.last(upTo: end.minute - 1), let found = seconds.last(upTo: 59) { return time(end.hour, minute, found) }
        }
        guard let hour = hours.last(upTo: end.hour - 1), let minute = minutes.last(upTo: 59), let found = seconds.last(upTo: 59) else { return nil }
        return time(hour, minute, found)
    }

    private func time(_ hour: Int, _ minute: Int, _ second: Int) -> Int64 { Int64(hour * 3600 + minute * 60 + second) }
}

extension UInt64 {
    fileprivate func has(_ bit: Int) -> Bool { self >> UInt64(bit) & 1 == 1 }

    /// The lowest bit that is set, not below one.
    fileprivate func first(from bit: Int) -> Int? {
        let rest = bit < 64 ? self >> UInt64(bit) : 0
        return rest == 0 ? nil : bit + rest.trailingZeroBitCount
    }

    /// The highest bit that is set, not above one.
    fileprivate func last(upTo bit: Int) -> Int? {
        guard bit >= 0 else { return nil }
        let rest = self & (UInt64.max >> UInt64(63 - bit))
        return rest == 0 ? nil : 63 - rest.leadingZeroBitCount
    }

    /// The bits of numbers.
    init(bits numbers: some Sequence<Int>) {
        self = 0
        for number in numbers { self |= 1 << UInt64(number) }
    }
}
