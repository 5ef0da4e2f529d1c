extension OptionRow {
    /// How long it may take, and how it ends.
    static let timeRows: [OptionRow] = [
        OptionRow(
            "maxtime", short: "m", "TIME", default: "none", in: .time,
            .duration(offAtZero: true) { $0.maxtime = $1 },
            help: "End the command and all its processes when it has run this long. The run's outcome is then timeout, its exit status 124."),
        OptionRow(
            "idle-timeout", "TIME", default: "none", in: .time, .duration(offAtZero: true) { $0.idleTimeout = $1 },
            help: "The same when it has printed nothing for this long."),
        OptionRow(
            "warntime", "TIME", default: "none", in: .time, .duration(offAtZero: true) { $0.warntime = $1 },
            help: "Log a warning when it has run this long; it runs on."),
        OptionRow(
            "kill-grace", alias: "waitchildbreak", "TIME", default: "0.5", in: .time, .duration(offAtZero: false) { $0.killGrace = $1 ?? .zero },
            help: "The time between SIGTERM and SIGKILL. Less when all processes are gone before."),
        OptionRow(
            "noisykills", "[yes|no]", default: "yes", in: .time, .flag { $0.noisykills = $1 },
            help: "Treat a time limit that ends the command as an error that is told to people, not only logged."),
        OptionRow(
            "drain", "TIME", default: "1", in: .time, .duration(offAtZero: false) { $0.drain = $1 ?? .zero },
            help: "Go on reading for this long after the command has ended while another process still holds its output."),
        OptionRow(
            "leftover", "report|kill|wait", default: "report", in: .time,
            .choice(["report", "kill", "wait"]) { $0.leftover = RunSettings.Leftover(rawValue: $1) ?? .report },
            help: """
                What to do with processes that are alive after that: name them in the log and leave them, kill them, or wait until they end \
                (wait needs --maxtime).
                """),
    ]
}
