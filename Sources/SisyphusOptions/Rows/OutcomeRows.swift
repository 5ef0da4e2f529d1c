import SisyphusCore

extension OptionRow {
    /// What counts as good, and how the lines of the command are read.
    static let outcomeRows: [OptionRow] = [
        OptionRow(
            "ok-codes", in: .outcome, .setting(.exitCodes, \.okCodes), help: "Exit statuses besides 0 with which a run is successful."),
        OptionRow(
            "warn-codes", in: .outcome, .setting(.exitCodes, \.warnCodes),
            help: "Exit statuses with which a run is successful with errors: healthy, a warning to Nagios."),
        OptionRow(
            "uneventful-codes", in: .outcome, .setting(.exitCodes, \.uneventfulCodes),
            help: "Exit statuses with which nothing happened: the log is not kept unless it shows an error."),
        OptionRow(
            "expect-output", "REGEX", in: .outcome, .setting(.regularExpression, \.checks.output, class: \ClassSettings.Type.expectOutput),
            help: "A run that ended well has failed if no line of its output matches this extended regular expression (as of grep -E); exit status 1."),
        OptionRow(
            "reject-output", "REGEX", in: .outcome, .setting(.regularExpression, \.checks.noOutput, class: \ClassSettings.Type.rejectOutput),
            help: "The same if a line matches it."),
        OptionRow(
            "expect-min-lines", in: .outcome, .setting(.countLimit(1...Int.max), \.checks.minLines, class: \ClassSettings.Type.expectMinLines),
            help: "The same if it printed fewer lines."),
        OptionRow(
            "expect-file", "PATH", in: .outcome,
            .setting(
                .text(accepts: "the path of a file") { $0.isEmpty ? "it is empty" : nil }, \.checks.file, class: \ClassSettings.Type.expectFile),
            help: "The same if this file is not there, is empty, or is older than the run."),
        OptionRow(
            "stderr", in: .lines, .setting(.choice, \.stderr, class: \ClassSettings.Type.stderr),
            help: "Read stderr apart and give its lines the tag stderr, or read both streams from one pipe in their exact order."),
        OptionRow(
            "linetags", in: .lines, .setting(.choice, \.linetags, class: \ClassSettings.Type.linetags),
            help: """
                Which @prefixes of lines are obeyed: all, only tags that neither send nor delay a line, or none. For commands that print what \
                strangers wrote.
                """),
        OptionRow(
            "tracebacks", in: .lines, .setting(.flag, \.tracebacks, class: \ClassSettings.Type.tracebacks),
            help: """
                Take a traceback at the end of stderr of a failed run (Python, Node, Ruby, Java, Go, PHP, Perl, Swift) for its reason, as if the job had \
                marked it as an exception.
                """),
        OptionRow(
            "escapes", in: .lines, .setting(.choice, \.escapes, class: \ClassSettings.Type.escapes),
            help: "Show terminal escape sequences (colours) as text, or drop them."),
        OptionRow(
            "maxline", in: .lines, .setting(.size(256...(64 << 20)), \.maxline, class: \ClassSettings.Type.maxline),
            help: "Split lines that are longer, with a visible mark."),
    ]
}

extension ValueParser<String?> {
    /// Whether it is one is found out where it is compiled.
    fileprivate static var regularExpression: ValueParser {
        .text(accepts: "an extended regular expression (POSIX)") { $0.isEmpty ? "it is empty" : nil }
    }
}
