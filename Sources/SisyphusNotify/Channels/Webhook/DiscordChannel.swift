import SisyphusCore

extension NotifySettings.WebhookFormat {
    /// Webhooks of Discord.
    public static let discord = Self("discord")
}

/// Webhooks of Discord.
struct DiscordChannel: Webhook {
    static let format = NotifySettings.WebhookFormat.discord
    let settings: WebhookSettings

    init(_ settings: WebhookSettings, _ notify: NotifySettings) { self.settings = settings }

    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8] {
        JSONValue.members([
            "content": .string(TextCut.head(text(occasion, report), scalars: 2000)),
            "allowed_mentions": .members(["parse": .array([])]),
        ]).bytes
    }

    private func text(_ occasion: Occasion, _ report: RunReport) -> String {
        let head = ChatText.title(occasion, report) + "\n" + TextCut.head(report.summary(occasion), bytes: 500)
        let text = MarkdownText.block(ChatText.withoutFences(head))
        guard let lines = ChatText.tail(occasion, report, bytes: 1000) else { return text }
        return text + "\n" + MarkdownText.block(ChatText.withoutFences(lines))
    }
}
