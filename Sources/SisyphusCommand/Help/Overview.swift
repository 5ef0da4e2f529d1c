import SisyphusCore
import SisyphusOptions

/// The help of the program as a whole.
enum Overview {
    static var text: String {
        let words =
            Subcommand.all.map { ($0.name, $0.abstract) } + [
                ("help", "Show the help of a subcommand, sisyphus help run."), ("version", "Show version, build and libraries."),
            ]
        let indent = (words.map(\.0.count).max() ?? 0) + 4
        return """
            Usage: sisyphus run [OPTIONS] [--] COMMAND [ARG…]
                   sisyphus health [OPTIONS] [PROJECT/JOB | -- COMMAND…]

            Runs jobs: one run at a time, a log per run, an end to all its processes when
            the time is up, and an answer to the question whether the job is healthy.

            Subcommands:

            """ + words.map { TextColumns.entry("  " + $0, $1, indent: indent, width: TextColumns.usual) }.joined() + """

                Put it in front of the command in a crontab:
                  PATH=/usr/local/bin:/usr/bin:/bin
                  */5 * * * *  sisyphus run -p ACME.FooBar -j fetch --maxtime 3m -- ./script.sh

                """
    }
}

extension HelpText {
    /// How values are written, for subcommands with many options.
    static let values: [(heading: String, text: String)] = [
        (
            "Values",
            """
            TIME: seconds with or without a fraction, or units (90, 1.5, 3m, 2h30m, 30d). DAYS: days, or units (30, 12h). SIZE: bytes, or \
            units (64K, 1GiB). 0 or none switches a limit off. STATUSES: 3,10-19. A flag without a value means yes.
            An option may also come from the environment (SISYPHUS_MAXTIME=60) or the configuration (maxtime = 60); the command line is \
            stronger than the environment, and that is stronger than the configuration.
            """
        )
    ]
}
