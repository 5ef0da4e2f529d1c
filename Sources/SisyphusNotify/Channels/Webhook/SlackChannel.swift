import SisyphusCore

extension NotifySettings.WebhookFormat {
    /// Incoming webhooks of Slack.
    public static let slack = Self("slack")
}

/// Incoming webhooks of Slack.
struct SlackChannel: Webhook {
    static let format = NotifySettings.WebhookFormat.slack
    let settings: WebhookSettings

    init(_ settings: WebhookSettings, _ notify: NotifySettings) { self.settings = settings }

    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8] { JSONValue.members(["text": .string(text(occasion, report))]).bytes }

    private func text(_ occasion: Occasion, _ report: RunReport) -> String {
        let text = SlackChannel.escape(ChatText.title(occasion, report) + "\n" + report.summary(occasion))
        guard let lines = ChatText.tail(occasion, report, bytes: 3000) else { return text }
        return text + "\n```\n" + SlackChannel.escape(ChatText.withoutFences(lines)) + "\n```"
    }

    /// `&`, `<` and `>` are all that is markup of links and mentions (Slack, "Formatting text").
    private static func escape(_ text: String) -> String {
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
