import SisyphusCore

/// The block on stderr that cron mails when nobody else is told: reason, log, last lines.
enum ReportBlock {
    /// Whether a run with this outcome is reported.
    static func isDue(_ outcome: Outcome, settings: RunSettings, hasChannel: Bool) -> Bool {
        switch settings.report {
        case .never: false
        case .always: outcome.status != .uneventful
        // Where it was our own fault that nothing ran, channels may not work either.
        case .auto: outcome.exit == .status(ExitStatus.internalError) || !hasChannel && (outcome.status == .failed || outcome.status == .timeout)
        }
    }

    /// - Parameter lines: the last lines, escaped; empty where they have been seen already.
    static func text(_ outcome: Outcome, settings: RunSettings, start: Timestamp, elapsed: Int64, log: String?, lines: [String]) -> String {
        let identifier = settings.identifier.map { " (\($0))" } ?? ""
        var text = "sisyphus: \(settings.projectname)/\(settings.jobname)\(identifier): \(outcome.line) "
        text += "(started \(start.logText), took \(TimeSpanText.words(microseconds: elapsed)))\n"
        if let log { text += "log: \(log)\n" }
        if !lines.isEmpty {
            text += lines.count == 1 ? "last line:\n" : "last \(lines.count) lines:\n"
            for line in lines { text += "  \(line)\n" }
        }
        return text
    }
}
