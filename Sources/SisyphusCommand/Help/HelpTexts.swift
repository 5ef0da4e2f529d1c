import SisyphusCore

/// The words around the options in help texts.
enum HelpTexts {
    static let overview = """
        Usage: sisyphus run [OPTIONS] [--] COMMAND [ARG…]
               sisyphus health [OPTIONS] [-- COMMAND…]

        Runs jobs: one run at a time, a log per run, an end to all its processes when the time is up,
        and an answer to the question whether the job is healthy.

        Subcommands:
          run       Run a command as a job.
          health    Tell whether a job is healthy.
          test-channels
                    Send a test message through each configured channel.
          flush     Deliver the messages that are kept.
          format    Render a template to try it out.
          status    Show the state of jobs, worst first.
          history   Show runs, newest first.
          why       Tell why a job's last run ended as it did.
          help      Show the help of a subcommand, sisyphus help run.
          version   Show the version.

        Put it in front of the command in a crontab:
          */5 * * * *  sisyphus run -p ACME.FooBar -j fetch --maxtime 3m -- ./script.sh

        """

    static let run = HelpText(
        usage: "sisyphus run [OPTIONS] [--] COMMAND [ARG…]",
        summary: """
            Runs COMMAND as a job: makes sure that it runs only once at a time, writes a log per run with a time and tags on each line, ends all \
            its processes when the time is up, and keeps track of its health. Options end at -- or at the first word that is none.
            """,
        notes: values + [
            (
                "Exit status",
                """
                That of the command; 128+N if signal N ended it. 124 time is up, 75 skipped (see --skip-status), 126 not executable, \
                127 not found, 73 no directory or lock, 64 wrong options, 125 other trouble before the command ran.
                """
            )
        ])

    static let health = HelpText(
        usage: "sisyphus health [OPTIONS] [-- COMMAND…]",
        summary: """
            Tells whether a job is healthy: its last run ended well and not too long ago. Name the job with --projectname and --jobname, or \
            with the command that its name is derived from, written as for run. Healthy jobs print nothing.
            """,
        notes: values + [
            ("Exit status", "0 healthy, 1 unhealthy (the reason is on stdout), 64 wrong options; with --nagios never anything but 0 to 3.")
        ])

    static let testChannels = HelpText(
        usage: "sisyphus test-channels [OPTIONS] [-- COMMAND…]",
        summary: """
            Sends a test message through each channel that the options, the environment and the configuration name, and shows what the server \
            said. It takes all options of sisyphus run, so that its whole command line can be tried; the command is not run.
            """,
        notes: [("Exit status", "0 all delivered, 1 not all or no channel is configured, 64 wrong options.")])

    static let flush = HelpText(
        usage: "sisyphus flush [--basedir DIR]",
        summary: "Delivers the messages that could not be delivered and are kept in the base directory, and shows what became of each.",
        notes: [("Exit status", "0 nothing is left, 1 something is, 64 wrong options, 73 the directory cannot be used.")])

    static let format = HelpText(
        usage: "sisyphus format --template TEMPLATE [--variables JSON] [--whitespace keep|strip|smart]",
        summary: """
            Renders an UL4 template (docs/ul4.md) to try it out. Without --variables it gets the variables that --formatlogline gives it, for a \
            log line of an example run.
            """,
        notes: [("Exit status", "0 rendered, 1 the template failed, 64 the template, its variables or an option is wrong.")])

    private static let values: [(heading: String, text: String)] = [
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
