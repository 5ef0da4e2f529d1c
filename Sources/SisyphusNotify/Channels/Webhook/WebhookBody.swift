public import SisyphusCore

/// The bodies of webhooks, by the dialect of their receiver.
public enum WebhookBody {
    public static func make(_ format: NotifySettings.WebhookFormat, _ occasion: Occasion, of report: RunReport) -> [UInt8] {
        switch format {
        case .generic: report.json(occasion).bytes
        case .mattermost:
            JSONValue.members(["text": .string(TextCut.head(MattermostText.post(occasion, of: report), scalars: MattermostText.limit))]).bytes
        case .slack: JSONValue.members(["text": .string(slack(occasion, report))]).bytes
        case .discord:
            JSONValue.members([
                "content": .string(TextCut.head(discord(occasion, report), scalars: 2000)),
                "allowed_mentions": .members(["parse": .array([])]),
            ]).bytes
        case .ntfy: ntfy(occasion, report)
        }
    }

    /// `&`, `<` and `>` are all that is markup of links and mentions (Slack, "Formatting text").
    private static func slack(_ occasion: Occasion, _ report: RunReport) -> String {
        let text = HTMLText.escapeForSlack(title(occasion, report) + "\n" + report.summary(occasion))
        guard let lines = tail(occasion, report, bytes: 3000) else { return text }
        return text + "\n```\n" + HTMLText.escapeForSlack(withoutFences(lines)) + "\n```"
    }

    private static func discord(_ occasion: Occasion, _ report: RunReport) -> String {
        let text = MarkdownText.block(withoutFences(title(occasion, report) + "\n" + TextCut.head(report.summary(occasion), bytes: 500)))
        guard let lines = tail(occasion, report, bytes: 1000) else { return text }
        return text + "\n" + MarkdownText.block(withoutFences(lines))
    }

    /// Published to the address of a topic, as text: the title goes into the body, because headers hold no UTF-8 (docs.ntfy.sh/publish).
    private static func ntfy(_ occasion: Occasion, _ report: RunReport) -> [UInt8] {
        var text = title(occasion, report) + "\n" + TextCut.head(report.summary(occasion), bytes: 1000)
        if let lines = tail(occasion, report, bytes: 2000) { text += "\n\n" + lines }
        return Array(TextCut.head(text, bytes: 4000).utf8)
    }

    private static func title(_ occasion: Occasion, _ report: RunReport) -> String {
        "\(report.state(occasion)): \(report.label) on \(report.host.name)"
    }

    private static func tail(_ occasion: Occasion, _ report: RunReport, bytes: Int) -> String? {
        if case .recovery = occasion { return nil }
        return report.lastLines.isEmpty ? nil : TextCut.tail(report.lastLines.joined(separator: "\n"), bytes: bytes)
    }

    /// These receivers know no fence that output could not end, so its backticks become others.
    private static func withoutFences(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "`" ? "\u{02cb}" : $0 }))
    }
}

extension HTMLText {
    static func escapeForSlack(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(scalar)
            }
        }.joined()
    }
}
