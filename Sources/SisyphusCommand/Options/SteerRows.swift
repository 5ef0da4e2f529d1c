import SisyphusCore
import SisyphusOptions

extension OptionTable {
    /// The options of `stop`.
    static let stop = OptionTable(
        [.viewBase(in: .jobs)] + [
            OptionRow(
                "all", in: .jobs, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "All jobs that are running, with --projectname those of the project."),
            OptionRow(
                "projectname", short: "p", "PROJECT", in: .jobs, places: .commandLineOnly, .unstored(.words), help: "With --all: only this project."),
            OptionRow(
                "kill", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Kill the processes at once, without the time that --kill-grace of the run leaves them to end by themselves."),
            OptionRow(
                "timeout", "TIME", default: "none", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Duration?>.limit()),
                help: "Wait at most this long for the end. A run that goes on then ends later all the same; to stop it a second time skips the grace."),
            OptionRow(
                "if-running", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "A job that is not running is no error."),
        ] + OptionRow.actionRows)

    /// The options of `pause`.
    static let pause = OptionTable(
        [.viewBase(in: .jobs), .viewUTC, .everyJob] + [
            OptionRow(
                "until", "WHEN", default: "sisyphus resume", in: .acting, places: .commandLineOnly, .unstored(.words),
                help: "When the pause is over by itself: a time of day (18:00), a time span from now (2h), or a date (2026-11-24 06:30)."),
            OptionRow("reason", "TEXT", in: .acting, places: .commandLineOnly, .unstored(.words), help: "Why; status, health and records show it."),
        ] + OptionRow.actionRows)

    /// The options of `resume`.
    static let resume = OptionTable([.viewBase(in: .jobs), .viewUTC, .everyJob] + OptionRow.actionRows)

    /// The options of `again`.
    static let again = OptionTable(
        [.viewBase(in: .jobs)] + [
            OptionRow(
                "run", "RUN", default: "the last one", in: .jobs, places: .commandLineOnly, .unstored(.words),
                help: "Start it as this run was started (its id, or the beginning of it), with the options of the last start."),
            OptionRow(
                "like-cron", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Start it in the home directory with the few variables that cron gives a job, to see what is missing there."),
            OptionRow(
                "shell", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Start an interactive shell in these conditions instead of the job."),
        ] + OptionRow.actionRows)

    /// The options of `clean`.
    static let clean = OptionTable(
        [.viewBase(in: .jobs)] + OptionRow.oldLogRows + [
            OptionRow(
                "dry-run", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "Only say what would be done."),
            OptionRow(
                "forget", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
                help: "Remove all files of jobs that are no more: logs, records, health. Asks at a terminal."),
            OptionRow("yes", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "With --forget: do not ask."),
        ] + OptionRow.actionRows)

    /// The options of `ack`.
    static let ack = OptionTable([.viewBase(in: .jobs)] + OptionRow.actionRows)
}

extension OptionRow {
    fileprivate static var everyJob: OptionRow {
        OptionRow(
            "all", in: .jobs, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
            help: "All jobs in the base directory at once, those that are new too. Jobs that are paused by themselves stay so after it.")
    }
}
