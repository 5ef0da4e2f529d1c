import SisyphusCore

/// When a job is expected to run.
public enum JobSchedule: Sendable, Equatable {
    case cron(CronExpression)
    case calendar(CalendarExpression)

    public static let accepted =
        "a cron expression of five fields (30 4 * * *), @hourly, @daily, @weekly, @monthly, @yearly, or OnCalendar= with an event of systemd.time(7)"
    private static let calendarMark = "OnCalendar="

    /// - Parameter text: a cron expression, or `OnCalendar=` with a calendar event of systemd.
    /// - Throws: `ScheduleError` with the column of what is wrong.
    public init(_ text: String) throws(ScheduleError) {
        if text.lowercased().hasPrefix(JobSchedule.calendarMark.lowercased()) {
            let length = JobSchedule.calendarMark.utf8.count
            do throws(ScheduleError) {
                self = .calendar(try CalendarExpression(String(text.dropFirst(length))))
            } catch {
                throw ScheduleError(error.reason, column: error.column + length)
            }
        } else {
            self = .cron(try CronExpression(text))
        }
    }

    /// As it is read again; a time zone of a calendar event included.
    public var text: String {
        switch self {
        case .cron(let cron): cron.text
        case .calendar(let calendar): JobSchedule.calendarMark + calendar.text + (calendar.zone.map { " " + $0 } ?? "")
        }
    }

    /// The time zone that the schedule names itself.
    public var zone: String? { if case .calendar(let calendar) = self { calendar.zone } else { nil } }

    /// The first moment later than this one, in seconds since 1970-01-01 00:00:00 UTC.
    /// - Returns: `nil`: there is none within 30 years, which is never.
    public func next(after moment: Int64, in zone: ZoneRules) -> Int64? {
        switch self {
        case .cron(let cron): cron.next(after: moment, in: zone)
        case .calendar(let calendar): calendar.next(after: moment, in: zone)
        }
    }

    /// The last moment earlier than this one.
    /// - Returns: `nil`: there was none within 30 years.
    public func previous(before moment: Int64, in zone: ZoneRules) -> Int64? {
        switch self {
        case .cron(let cron): cron.previous(before: moment, in: zone)
        case .calendar(let calendar): calendar.previous(before: moment, in: zone)
        }
    }
}
