extension OptionRow {
    /// What counts as good, and how the lines of the command are read.
    static let outcomeRows: [OptionRow] = [
        OptionRow(
            "ok-codes", "STATUSES", default: "none", in: .outcome, .exitCodes { $0.okCodes = $1 },
            help: "Exit statuses besides 0 with which a run is successful."),
        OptionRow(
            "warn-codes", "STATUSES", default: "none", in: .outcome, .exitCodes { $0.warnCodes = $1 },
            help: "Exit statuses with which a run is successful with errors: healthy, a warning to Nagios."),
        OptionRow(
            "uneventful-codes", "STATUSES", default: "none", in: .outcome, .exitCodes { $0.uneventfulCodes = $1 },
            help: "Exit statuses with which nothing happened: the log is not kept unless it shows an error."),
        OptionRow(
            "stderr", "tag|merge", default: "tag", in: .lines,
            .choice(["tag", "merge"]) { $0.stderr = RunSettings.Stderr(rawValue: $1) ?? .tag },
            help: "Read stderr apart and give its lines the tag stderr, or read both streams from one pipe in their exact order."),
        OptionRow(
            "linetags", "all|cosmetic|off", default: "all", in: .lines,
            .choice(["all", "cosmetic", "off"]) { $0.linetags = RunSettings.LineTags(rawValue: $1) ?? .all },
            help: """
                Which @prefixes of lines are obeyed: all, only tags that neither send nor delay a line, or none. For commands that print what \
                strangers wrote.
                """),
        OptionRow(
            "escapes", "escape|strip", default: "escape", in: .lines,
            .choice(["escape", "strip"]) { $0.escapes = RunSettings.Escapes(rawValue: $1) ?? .escape },
            help: "Show terminal escape sequences (colours) as text, or drop them."),
        OptionRow(
            "maxline", "SIZE", default: "64KiB", in: .lines, .size(offAtZero: false, 256...(64 << 20)) { $0.maxline = $1 ?? 65_536 },
            help: "Split lines that are longer, with a visible mark."),
    ]
}
