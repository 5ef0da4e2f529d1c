/// The date and time for `now()`, `today()` and `utcnow()`: a template has no clock of its own unless the host gives it one.
public struct TemplateClock {
    let local: () throws -> CalendarTime
    let utc: () throws -> CalendarTime

    /// - Parameters:
    ///   - local: the time in the local time zone.
    ///   - utc: the same time in UTC.
    public init(local: @escaping () throws -> CalendarTime, utc: @escaping () throws -> CalendarTime) {
        self.local = local
        self.utc = utc
    }

    /// No clock: asking for the time is an error.
    public static var none: TemplateClock {
        let refuse: () throws -> CalendarTime = { throw UL4Error("NotImplementedError", "this template is rendered without a clock") }
        return TemplateClock(local: refuse, utc: refuse)
    }
}
