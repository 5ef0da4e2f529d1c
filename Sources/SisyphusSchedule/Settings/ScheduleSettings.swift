public import SisyphusCore

/// When a job is expected, and which of its moments a start is for.
public struct ScheduleSettings: SettingsPart {
    public var schedule: JobSchedule?
    /// The moment that this start serves.
    public var slot: Timestamp?
    public var oncePerSlot = false
    /// How late a run may be before the job counts as overdue; `nil`: twice its usual duration, two minutes at least.
    public var overdueGrace: Duration?
    /// The time zone of the schedule if it is not the machine's, and whether the schedule was found in a crontab. No option sets them.
    public var zone: String?
    public var isFound = false
    /// Whether people are told of overdue jobs.
    public var tells = false

    public init() {}

    public static let rows: [OptionRow] = [
        OptionRow(
            "schedule", "EXPRESSION", in: .starting,
            .setting(
                .optional(
                    .parsed(accepts: JobSchedule.accepted) { text throws(Refusal) in
                        do throws(ScheduleError) { return try JobSchedule(text) } catch { throw Refusal(error.description) }
                    } write: {
                        $0.text
                    }), \.scheduling.schedule, text: \ClassScheduleSettings.Type.schedule),
            help:
                "When the job is started by others: a cron expression ('*/5 * * * *') or OnCalendar=EVENT, or several between semicolons. Starts nothing; status, health and overdue tell when a run is missing. Of a systemd timer it is found out."
        ),
        OptionRow(
            "slot", "MOMENT", in: .starting, places: .environment,
            .setting(
                .optional(
                    .parsed(accepts: "a moment (2026-11-23T17:45:00+01:00)") { text throws(Refusal) in
                        guard let moment = Timestamp(rfc3339: text) else { throw Refusal("it is no moment with an offset") }
                        return moment
                    } write: {
                        $0.rfc3339
                    }), \.scheduling.slot),
            help:
                "The scheduled moment that this start serves. Otherwise that of systemd's timer, of a CronJob of Kubernetes or a periodic job of Nomad, else the last one of the schedule if it is at most 90 s ago."
        ),
        OptionRow(
            "once-per-slot", in: .starting, .setting(.flag, \.scheduling.oncePerSlot, class: \ClassScheduleSettings.Type.oncePerSlot),
            help: "Skip a start whose scheduled moment had a run already, as after a reboot or a clock that was set back."),
        OptionRow(
            "overdue-grace", in: .health, for: [.job, .overdue],
            .setting(.optional(.duration), \.scheduling.overdueGrace, class: \ClassScheduleSettings.Type.overdueGrace),
            help: "How late a scheduled run may be before the job is overdue. Otherwise twice its usual duration, two minutes at least."),
        OptionRow(
            "tell", in: .health, places: .commandLineOnly, for: .overdue, .setting(.flag, \.scheduling.tells),
            help: "Tell people of overdue jobs over the channels of each, as of failures, instead of printing them."),
    ]
}

extension OptionScope {
    /// How overdue jobs are found and told.
    public static let overdue = OptionScope(rawValue: 8)
}

extension RunSettings {
    public var scheduling: ScheduleSettings {
        get { parts[ScheduleSettings.self] }
        set { parts[ScheduleSettings.self] = newValue }
    }
}

/// The options about a job's schedule, as its class sets them.
nonisolated open class ClassScheduleSettings: ClassSettings {
    /// When the job is started by others: a cron expression (`*/5 * * * *`), or `OnCalendar=` with an event of systemd.time(7). Views and health checks tell when
    /// a run is overdue; nothing is started by it. A value that cannot be ends the program with status 64 before anything is started.
    open class var schedule: String? { nil }
    /// How late a scheduled run may be before the job is overdue; otherwise twice its usual duration, two minutes at least.
    open class var overdueGrace: Duration? { nil }
    /// Whether a start is skipped whose scheduled moment had a run already.
    open class var oncePerSlot: Bool { ScheduleSettings().oncePerSlot }
}
