import SisyphusCore

/// The block on stderr that cron mails when nobody else is told: reason, log, last lines.
struct ReportBlock {
    let outcome: Outcome
    let settings: RunSettings
    let start: Timestamp
    /// Microseconds.
    let elapsed: Int64
    let log: String?
    /// The last lines, escaped; empty where they have been seen already.
    let lines: [String]

    /// Whether a run with this outcome is reported.
    static func isDue(_ outcome: Outcome, settings: RunSettings, hasChannel: Bool) -> Bool {
        // What a line of a crontab prints is mailed anyway, and how it ends by itself is its own to tell.
        if settings.report == .auto, settings.shellUse.line != nil, settings.shellUse.cronOutput == .all, outcome.isOwnExit { return false }
        return switch settings.report {
        case .never: false
        case .always: outcome.status != .uneventful
        // Where it was our own fault that nothing ran, channels may not work either.
        case .auto: outcome.exit == .exited(ExitStatus.internalError) || !hasChannel && (outcome.status == .failed || outcome.status == .timeout)
        }
    }

    var text: String {
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
