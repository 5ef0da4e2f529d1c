extension Method {
    /// The methods of dates, and of dates with a time.
    func callTime(_ time: CalendarTime, isDate: Bool, _ bound: Bound, _ context: Context) throws -> Value {
        let date = time.date
        switch self {
        case .year: return .int(date.civil.year)
        case .month: return .int(date.civil.month)
        case .day: return .int(date.civil.day)
        case .hour: return .int(time.hour)
        case .minute: return .int(time.minute)
        case .second: return .int(time.second)
        case .microsecond: return .int(time.microsecond)
        case .weekday: return .int(date.weekday)
        case .yearday: return .int(date.yearday)
        case .date: return .date(date)
        case .isoformat: return .string(isDate ? date.isoText : "\(date.isoText)T\(time.clockText)")
        case .mimeformat:
            let (year, month, day) = date.civil
            let names = DateNames.language("en")
            let text = "\(names.shortDays[date.weekday]), \(padded(day, 2)) \(names.shortMonths[month - 1]) \(padded(year, 4))"
            return .string(isDate ? text : "\(text) \(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2)) GMT")
        case .timestamp: return .float(Double(date.days) * 86400 + Double(time.microseconds) / 1_000_000)
        default:
            let (year, week, weekday) = try date.calendar(firstWeekday: try bound.int(0, default: 0), minimum: try bound.int(1, default: 4))
            return self == .week ? .int(week) : try context.list([.int(year), .int(week), .int(weekday)])
        }
    }
}
