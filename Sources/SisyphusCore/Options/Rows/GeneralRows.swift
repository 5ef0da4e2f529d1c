extension OptionRow {
    static let healthRows: [OptionRow] = [
        OptionRow(
            "healthcheck", "[yes|no]", default: "no", in: .health, places: .commandLineOnly, .flag { $0.healthcheck = $1 },
            help: "Do not run: tell whether the job is healthy, as sisyphus health does."),
        OptionRow(
            "maxhealthcheckage", "TIME", default: "none", in: .health, verbs: .all, .duration(offAtZero: true) { $0.maxhealthcheckage = $1 },
            help: "The job is unhealthy when its last good run ended longer ago."),
        OptionRow(
            "nagios", "[yes|no]", default: "no", in: .health, places: .commandLineOnly, verbs: .health, .flag { $0.nagios = $1 },
            help: "Answer as a Nagios plugin: exit status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, and one line with performance data."),
    ]

    static let generalRows: [OptionRow] =
        [
            // Its value is needed before all others are judged, so the reader of the configuration looks for it itself.
            OptionRow(
                "config", "FILE", default: "~/.config/sisyphus/config.toml, /etc/sisyphus/config.toml", in: .general, places: .environment,
                verbs: .all, .text(accepts: "the path of a file") { _, text in text.isEmpty ? "it is empty" : nil },
                help: "Read this configuration and no other.")
        ] + actionRows

    /// What every subcommand answers.
    static let actionRows: [OptionRow] = [
        OptionRow("version", "", in: .general, places: .commandLineOnly, verbs: [.all, .format], .action(.version), help: "Show the version."),
        OptionRow("help", short: "h", "", in: .general, places: .commandLineOnly, verbs: [.all, .format], .action(.help), help: "Show this help."),
    ]
}
