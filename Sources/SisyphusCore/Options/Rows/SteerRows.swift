extension OptionTable {
    /// The options of `stop`.
    public static let stop = OptionTable(
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
                help: "Wait at most this long for the end. A run that goes on then ends later all the same."),
            OptionRow(
                "if-running", in: .acting, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "A job that is not running is no error."),
        ] + OptionRow.actionRows)

    /// The options of `pause`.
    public static let pause = OptionTable(
        [.viewBase(in: .jobs), .viewUTC, .everyJob] + [
            OptionRow(
                "until", "WHEN", default: "sisyphus resume", in: .acting, places: .commandLineOnly, .unstored(.words),
                help: "When the pause is over by itself: a time of day (18:00), a time span from now (2h), or a date (2026-11-24 06:30)."),
            OptionRow("reason", "TEXT", in: .acting, places: .commandLineOnly, .unstored(.words), help: "Why; status, health and records show it."),
        ] + OptionRow.actionRows)

    /// The options of `resume`.
    public static let resume = OptionTable([.viewBase(in: .jobs), .viewUTC, .everyJob] + OptionRow.actionRows)

    /// The options of `ack`.
    public static let ack = OptionTable([.viewBase(in: .jobs)] + OptionRow.actionRows)
}

extension OptionRow {
    fileprivate static var everyJob: OptionRow {
        OptionRow(
            "all", in: .jobs, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag),
            help: "All jobs in the base directory at once, those that are new too. Jobs that are paused by themselves stay so after it.")
    }
}
