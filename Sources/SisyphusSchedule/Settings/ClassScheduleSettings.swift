public import SisyphusCore

/// The options about a job's schedule, as its class sets them.
open class ClassScheduleSettings: ClassSettings {
    /// When the job is started by others: a cron expression (`*/5 * * * *`), or `OnCalendar=` with an event of systemd.time(7). Views and health checks tell when
    /// a run is overdue; nothing is started by it. A value that cannot be ends the program with status 64 before anything is started.
    open class var schedule: String? { nil }
    /// Whether a start is skipped whose scheduled moment had a run already.
    open class var oncePerSlot: Bool { ScheduleSettings().oncePerSlot }
}
