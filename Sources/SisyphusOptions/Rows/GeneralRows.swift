public import SisyphusCore

extension OptionRow {
    static let healthRows: [OptionRow] = [
        OptionRow(
            "healthcheck", in: .health, places: .commandLineOnly, .setting(.flag, \.healthcheck),
            help: "Do not run: tell whether the job is healthy, as sisyphus health does."),
        OptionRow(
            // A job's class may say a moment instead, which is a time span only when it is asked.
            "maxhealthcheckage", in: .health, for: .job, .setting(.limit(), \.maxhealthcheckage),
            help: "The job is unhealthy when its last good run ended longer ago."),
        OptionRow(
            "nagios", in: .health, places: .commandLineOnly, for: .health, .setting(.flag, \.nagios),
            help: "Answer as a Nagios plugin: exit status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, and one line with performance data."),
    ]

    static let generalRows: [OptionRow] =
        [
            // Its value is needed before all others are judged, so the reader of the configuration looks for it itself.
            OptionRow(
                "config", "FILE", default: "~/.config/sisyphus/config.toml, /etc/sisyphus/config.toml", in: .general, places: .environment,
                for: .job, .unstored(ValueParser<String>.text(accepts: "the path of a file") { $0.isEmpty ? "it is empty" : nil }),
                help: "Read this configuration and no other.")
        ] + actionRows

    /// What every subcommand answers.
    public static let actionRows: [OptionRow] = [
        OptionRow("version", in: .general, places: .commandLineOnly, for: .job, .action(.version), help: "Show the version."),
        OptionRow("help", short: "h", in: .general, places: .commandLineOnly, for: .job, .action(.help), help: "Show this help."),
    ]
}
