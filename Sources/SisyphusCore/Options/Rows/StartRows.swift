extension OptionRow {
    /// How it is started, and whether again.
    static let startRows: [OptionRow] = [
        OptionRow(
            "overlap", "skip|wait[=TIME]", default: "skip", in: .starting,
            .text(accepts: OverlapText.accepted) { settings, text in
                do throws(Refusal) {
                    settings.overlap = try OverlapText.read(text)
                    return nil
                } catch {
                    return error.reason
                }
            }, help: "When the job is running already: skip this start, or wait (at most TIME) for its end. At most one start waits; later ones are skipped."),
        OptionRow(
            "skip-status", "STATUS", default: "75", in: .starting, .count(offAtZero: false, 0...255) { $0.skipStatus = Int32($1 ?? 75) },
            help: "The exit status of a start that was skipped."),
        OptionRow(
            "tty", "[yes|no]", default: "no", in: .starting, .flag { $0.tty = $1 },
            help: "Hand the terminal to the command. Otherwise it reads from /dev/null where its input would be a terminal."),
        OptionRow(
            "fork", "[yes|no]", default: "yes", in: .starting, .flag { $0.fork = $1 },
            help: """
                no leaves the tasks "parent PID" and "child PID" out of the log lines. A command is a process of its own either way; only jobs \
                written in Swift run in one process then.
                """),
        OptionRow(
            "proctitle", "[yes|no]", default: "yes", in: .starting, .flag { $0.proctitle = $1 },
            help: "Show in the process title (ps) what the run is doing."),
        OptionRow(
            "repeat", short: "r", "[yes|no]", default: "no", in: .repeating, .flag { $0.repeats = $1 },
            help: "Run again and again, with a log for each run, until a signal ends it. The lock is held in between."),
        OptionRow(
            "nextrun", "TIME|DATE", default: "none", in: .repeating,
            .text(accepts: NextRunText.accepted) { settings, text in
                do throws(Refusal) {
                    settings.nextrun = try NextRunText.read(text)
                    return nil
                } catch {
                    return error.reason
                }
            }, help: "With --repeat: start again this long after the end of the last run, or at this local date and time. Otherwise at once."),
        OptionRow(
            "exit-on-error", "[yes|no]", default: "no", in: .repeating, .flag { $0.exitOnError = $1 },
            help: "With --repeat: end with the first run that fails."),
    ]
}
