import SisyphusCore

extension OptionRow {
    /// How often a run tries, and when.
    static let retryRows: [OptionRow] = [
        OptionRow(
            "retries", in: .retrying, .setting(.count(0...1000), \.retries.count, class: \ClassSettings.Type.retries),
            help: """
                Try again when the command fails or its time is up, at most so often: one run with one log and one record. How the last try ends is how \
                the run ends; people are told of nothing before. --maxtime is for all tries and pauses together.
                """),
        OptionRow(
            "retry-delay", in: .retrying, .setting(.duration, \.retries.delay, class: \ClassSettings.Type.retryDelay),
            help: "The pause before the second try."),
        OptionRow(
            "retry-backoff", "FACTOR", in: .retrying, .setting(.factor(1...1000), \.retries.backoff, class: \ClassSettings.Type.retryBackoff),
            help: "Each further pause is so many times as long as the one before."),
        OptionRow(
            "retry-max-delay", in: .retrying, .setting(.limit(), \.retries.maxDelay, class: \ClassSettings.Type.retryMaxDelay),
            help: "No pause is longer."),
        OptionRow(
            "retry-codes", "STATUSES", default: "all failures", in: .retrying,
            .setting(.optional(.exitCodes), \.retries.codes, class: \ClassSettings.Type.retryCodes),
            help: "Only a try that ended with one of these statuses is followed by another one (124: its time was up; 128+N: killed by signal N)."),
        OptionRow(
            "try-maxtime", in: .retrying, .setting(.limit(), \.retries.maxtime, class: \ClassSettings.Type.tryMaxtime),
            help: "End a try that takes this long, as --maxtime does with the run."),
    ]
}
