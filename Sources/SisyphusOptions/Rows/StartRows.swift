import SisyphusCore

extension OptionRow {
    /// How it is started, and whether again.
    static let startRows: [OptionRow] = [
        OptionRow(
            "overlap", "skip|wait[=TIME]", in: .starting, .setting(.overlap, \.overlap, class: \ClassSettings.Type.overlap),
            help: "When the job is running already: skip this start, or wait (at most TIME) for its end. At most one start waits; later ones are skipped."),
        OptionRow(
            "only-if", "CONDITION", default: "none", in: .starting, .setting(.conditions, \.onlyIf, text: \ClassSettings.Type.onlyIf),
            help: """
                Skip the start unless this holds: a command that ends with 0 (with 1 to 99 its first line is the reason of the skip), or mounted:/PATH, \
                online:HOST:PORT, ac-power, load<NUMBER, free:/PATH>SIZE, after:PROJECT/JOB (whose last run is good and newer than the last good one \
                of this job); these may be joined by &&. It has 10 s for the answer.
                """),
        OptionRow(
            "jitter", "TIME|random=TIME", default: "none", in: .starting, .setting(.jitter, \.jitter, text: \ClassSettings.Type.jitter),
            help: """
                Put the start off by a share of TIME that is always the same for this job on this machine, so that not all machines begin in the same \
                second; with random, by another one each time. The job's lock is held meanwhile.
                """),
        OptionRow(
            "group", "NAME[=N]", default: "none", in: .starting, .setting(.group, \.group, text: \ClassSettings.Type.group),
            help: """
                Let at most N (1) runs of all jobs of this user go on at one time that name this group; others wait in the order in which they came, or are \
                skipped, as --overlap says.
                """),
        OptionRow(
            "keep-environment", in: .starting, .setting(.flag, \.keepEnvironment, class: \ClassSettings.Type.keepEnvironment),
            help: """
                Keep the values of the environment for sisyphus again, in a file for the job's user alone; never those of variables whose names look \
                secret, and those that a secret is read from. Otherwise only names and hashes are kept.
                """),
        OptionRow(
            "skip-status", "STATUS", in: .starting, .setting(.count(0...255), \.skipStatus, class: \ClassSettings.Type.skipStatus),
            help: "The exit status of a start that was skipped."),
        OptionRow(
            "tty", in: .starting, .setting(.flag, \.tty, class: \ClassSettings.Type.tty),
            help: """
                Hand the terminal to the command as its standard input; what it prints still goes through a pipe. Otherwise it reads from /dev/null \
                where its input would be a terminal.
                """),
        OptionRow(
            "pty", in: .starting, .setting(.flag, \.pty),
            help: """
                Give the command a terminal of its own to print to, for programs that print otherwise without one (colours: --escapes). It gets the \
                keys that are typed at the terminal, if sisyphus was started at one.
                """),
        OptionRow(
            "fork", in: .starting, .setting(.flag, \.fork, class: \ClassSettings.Type.fork),
            help: """
                no leaves the tasks "parent PID" and "child PID" out of the log lines. A command is a process of its own either way; only jobs \
                written in Swift run in one process then.
                """),
        OptionRow(
            "proctitle", in: .starting, .setting(.flag, \.proctitle, class: \ClassSettings.Type.proctitle),
            help: "Show in the process title (ps) what the run is doing."),
        OptionRow(
            "repeat", short: "r", in: .repeating, .setting(.flag, \.repeats, class: \ClassSettings.Type.repeats),
            help: "Run again and again, with a log for each run, until a signal ends it. The lock is held in between."),
        OptionRow(
            "nextrun", "TIME|DATE", in: .repeating, .setting(.nextRun, \.nextrun, class: \ClassSettings.Type.nextrun),
            help: """
                With --repeat: start again this long after the end of the last run, or at this local date and time. Otherwise at once. A run that \
                fails within a minute has a longer pause after it: 1 s, then 2, 4 and so on up to 60; so have further runs after that date.
                """),
        OptionRow(
            "exit-on-error", in: .repeating, .setting(.flag, \.exitOnError, class: \ClassSettings.Type.exitOnError),
            help: "With --repeat: end with the first run that fails."),
    ]
}
