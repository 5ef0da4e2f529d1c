import SisyphusCore

/// When a job is expected to run.
public enum JobSchedule: Sendable, Equatable {
    case cron(CronExpression)
    case calendar(CalendarExpression)
    /// At this moment alone, in seconds since 1970-01-01 00:00:00 UTC.
    case once(Int64)
    /// Whenever one of these says so, as where several lines of a crontab start one job.
    indirect case any([JobSchedule])

    public static let accepted =
        "a cron expression of five fields (30 4 * * *), @hourly, @daily, @weekly, @monthly, @yearly, or OnCalendar= with an event of systemd.time(7); several are separated by semicolons"
    private static let calendarMark = "OnCalendar="
    private static let onceMark = "once "

    /// - Parameter text: a cron expression, or `OnCalendar=` with a calendar event of systemd; several of these between semicolons.
    /// - Throws: `ScheduleError` with the column of what is wrong.
    public init(_ text: String) throws(ScheduleError) {
        guard text.utf8.contains(UInt8(ascii: ";")) else {
            self = try JobSchedule(one: text)
            return
        }
        var all: [JobSchedule] = []
        var column = 0
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let blanks = part.prefix { $0 == " " }.count
            do throws(ScheduleError) { all.append(try JobSchedule(one: String(part.dropFirst(blanks)))) } catch {
                throw ScheduleError(error.reason, column: error.column + column + blanks)
            }
            column += part.utf8.count + 1
        }
        guard Set(all.map(\.zone)).count == 1 else { throw ScheduleError("schedules of different time zones cannot be one", column: 1) }
        self = .any(all)
    }

    private init(one text: String) throws(ScheduleError) {
        if text.hasPrefix(JobSchedule.onceMark), let moment = Timestamp(rfc3339: String(text.dropFirst(JobSchedule.onceMark.utf8.count))) {
            self = .once(moment.seconds)
        } else if text.lowercased().hasPrefix(JobSchedule.calendarMark.lowercased()) {
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
        case .once(let moment): JobSchedule.onceMark + Timestamp(microseconds: moment * 1_000_000).rfc3339Seconds
        case .any(let all): all.map(\.text).joined(separator: "; ")
        }
    }

    /// The time zone that the schedule names itself.
    public var zone: String? {
        switch self {
        case .cron, .once: nil
        case .calendar(let calendar): calendar.zone
        case .any(let all): all.first?.zone
        }
    }

    /// The first moment later than this one, in seconds since 1970-01-01 00:00:00 UTC.
    /// - Returns: `nil`: there is none within 30 years, which is never.
    public func next(after moment: Int64, in zone: ZoneRules) -> Int64? {
        switch self {
        case .cron(let cron): cron.next(after: moment, in: zone)
        case .calendar(let calendar): calendar.next(after: moment, in: zone)
        case .once(let only): only > moment ? only : nil
        case .any(let all): all.compactMap { $0.next(after: moment, in: zone) }.min()
        }
    }

    /// The last moment earlier than this one.
    /// - Returns: `nil`: there was none within 30 years.
    public func previous(before moment: Int64, in zone: ZoneRules) -> Int64? {
        switch self {
        case .cron(let cron): cron.previous(before: moment, in: zone)
        case .calendar(let calendar): calendar.previous(before: moment, in: zone)
        case .once(let only): only < moment ? only : nil
        case .any(let all): all.compactMap { $0.previous(before: moment, in: zone) }.max()
        }
    }
}
