import SisyphusCore

extension HelpTexts {
    static let status = HelpText(
        usage: "sisyphus status [OPTIONS] [PATTERN…]",
        summary: """
            Shows one line a job, worst first: its state, how long ago its last run ended, how long that took beside its usual time, bad runs \
            in a row, and the reason. For a run that is going on: its pid and the last line of its log. Nothing on disk is changed and no lock is taken.
            """,
        notes: [
            patterns,
            (
                "States, worst first",
                "stuck, failed, timeout, lost, interrupted, overdue, warned, running, ok, uneventful, never. Healthy are warned and those after it."
            ),
            ("Exit status", "0; 1 with --check if a job is unhealthy; 64 wrong options; 66 there is no such job; 73 the base directory has no name."),
        ])

    static let history = HelpText(
        usage: "sisyphus history [OPTIONS] [PATTERN…]",
        summary: "Shows runs and starts that were skipped, newest first. Nothing on disk is changed and no lock is taken.",
        notes: [patterns, ("Exit status", "0; 64 wrong options; 66 there is no such job; 73 the base directory has no name.")])

    static let why = HelpText(
        usage: "sisyphus why [OPTIONS] PROJECT/JOB",
        summary: """
            Tells how a job's last run ended: the reason, since when its runs end badly, what differs from the last good run, and the last lines \
            of the log. Nothing on disk is changed and no lock is taken.
            """,
        notes: [("Exit status", "0; 64 wrong options; 66 there is no such job; 73 the base directory has no name.")])

    private static let patterns: (heading: String, text: String) = (
        "Patterns",
        "PROJECT/JOB or PROJECT; a job with an identifier is PROJECT/JOB.IDENTIFIER. * stands for any text, ? for one character, [a-f] for one of a set."
    )
}
