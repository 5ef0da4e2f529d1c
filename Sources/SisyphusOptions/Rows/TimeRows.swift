import SisyphusCore

extension OptionRow {
    /// How long it may take, and how it ends.
    static let timeRows: [OptionRow] = [
        OptionRow(
            "maxtime", short: "m", in: .time, .setting(.limit(), \.maxtime, class: \ClassSettings.Type.maxtime),
            help: "End the command and all its processes when it has run this long. The run's outcome is then timeout, its exit status 124."),
        OptionRow(
            "idle-timeout", in: .time, .setting(.limit(), \.idleTimeout, class: \ClassSettings.Type.idleTimeout),
            help: "The same when it has printed nothing for this long."),
        OptionRow(
            "warntime", in: .time, .setting(.limit(), \.warntime, class: \ClassSettings.Type.warntime),
            help: "Warn when it has run this long, in the log and to people, by a line with the tag external; it runs on."),
        OptionRow(
            "warn-unusual", in: .time, .setting(.choice, \.warnUnusual, class: \ClassSettings.Type.warnUnusual),
            help: """
                Log a warning, or tell people, when a run takes far longer than the last 20 good runs (while it runs on), or ends well in less than a tenth \
                of the time that they took; of jobs that usually take 10 s or more and have had 5 good runs. Also when the numbers of a job (@!metric>) are \
                far from those of these runs.
                """),
        OptionRow(
            "kill-grace", alias: "waitchildbreak", "TIME|auto", in: .time,
            .setting(.automaticDuration, \.killGraceOption, class: { (type: ClassSettings.Type) in type.killGrace }),
            help: """
                The time between SIGTERM and SIGKILL. Less when all processes are gone before. 10s as process 1 of a container. A program that \
                writes a core dump or saves its state at the end needs longer: it is killed amid that. auto: as process 1 8s, and 28s in Kubernetes, \
                which is 2s less than what they usually give; where systemd ends its service, 2s less than its TimeoutStopSec.
                """),
        OptionRow(
            "kill-signal", "SIGNAL", in: .time, .setting(.signal, \.killSignal, class: \ClassSettings.Type.killSignal),
            help: "Ask the command's processes to end by this signal instead of SIGTERM. It is followed by SIGKILL all the same."),
        OptionRow(
            "noisykills", in: .time, .setting(.flag, \.noisykills, class: \ClassSettings.Type.noisykills),
            help: "Treat a time limit that ends the command as an error that is told to people, not only logged."),
        OptionRow(
            "snapshot", in: .time, .setting(.flag, \.snapshot, class: \ClassSettings.Type.snapshot),
            help: """
                Log what the processes are doing before a limit or a signal ends them, at --warntime, and when some are left: state, CPU, memory, what they \
                wait for. Passwords in arguments are masked.
                """),
        OptionRow(
            "drain", in: .time, .setting(.duration, \.drain, class: \ClassSettings.Type.drain),
            help: "Go on reading for this long after the command has ended while another process still holds its output."),
        OptionRow(
            "leftover", in: .time, .setting(.choice, \.leftover, class: \ClassSettings.Type.leftover),
            help: """
                What to do with processes that are alive after that: name them in the log and leave them, kill them, or wait until they end \
                (wait needs --maxtime).
                """),
    ]
}
