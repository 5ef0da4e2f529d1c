public import SisyphusCore

/// What the options about ntfy decide.
public struct NtfySettings: SettingsPart {
    /// How loud a message is.
    public enum Priority: String, Sendable, CaseIterable { case min, low, `default`, high, urgent }

    /// Of what tells of a failure or of a run that does not end; `nil`: as ntfy has it.
    public var priority: Priority?
    public var tags: String?

    public init() {}
}

extension NotifySettings {
    /// Of messages by ntfy.
    public var ntfy: NtfySettings {
        get { parts[NtfySettings.self] }
        set { parts[NtfySettings.self] = newValue }
    }
}

extension NotifySettings.WebhookFormat {
    /// A topic of ntfy.
    public static let ntfy = Self("ntfy")
}

/// Messages to the address of an ntfy topic.
struct NtfyChannel: Webhook {
    static let format = NotifySettings.WebhookFormat.ntfy

    static let options: [OptionRow] = [
        .notify(
            "ntfy-priority", .setting(.optional(.choice), \.notify.ntfy.priority),
            help: "How loud ntfy shows failures and runs that do not end; the rest as usual."),
        .notify(
            "ntfy-tags", "TAGS",
            .setting(
                .text(accepts: "words without blanks, separated by commas") { text in
                    let words = text.split(separator: ",", omittingEmptySubsequences: false)
                    guard words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }) else { return "one of them is no tag" }
                    return nil
                }, \.notify.ntfy.tags), help: "Tags of messages to ntfy, separated by commas: warning,skull. It shows some of them as emojis."),
    ]

    let settings: WebhookSettings
    private let ntfy: NtfySettings

    init(_ settings: WebhookSettings, _ notify: NotifySettings) { (self.settings, ntfy) = (settings, notify.ntfy) }

    static func contradiction(_ settings: NotifySettings) -> OptionError? {
        guard settings.ntfy != NtfySettings(), settings.webhook.webhookFormat != format else { return nil }
        let option = settings.ntfy.priority == nil ? "ntfy-tags" : "ntfy-priority"
        return OptionError("--\(option) needs --webhook-format ntfy", yields: option, to: "webhook-format")
    }

    /// As text: the title goes into the body, because headers hold no UTF-8 (docs.ntfy.sh/publish).
    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8] {
        var text = ChatText.title(occasion, report) + "\n" + TextCut.head(report.summary(occasion), bytes: 1000)
        if let lines = ChatText.tail(occasion, report, bytes: 2000) { text += "\n\n" + lines }
        return Array(TextCut.head(text, bytes: 4000).utf8)
    }

    func headers(_ occasion: Occasion) -> [Delivery.HTTP.Header] {
        let isLoud =
            switch occasion {
            case .failure, .flapping, .stuck, .lockAway: true
            case .recovery, .settled, .messages, .test: false
            }
        return [("Priority", isLoud ? ntfy.priority?.rawValue : nil), ("Tags", ntfy.tags)].compactMap { name, value in
            value.map { Delivery.HTTP.Header(name: name, value: $0) }
        }
    }

    static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts) throws(HTTPRequest.Refusal) {
        request.headers[0].value = "text/plain; charset=utf-8"
        if let secret = facts.secret { request.headers.append(("Authorization", "Bearer \(secret)")) }
    }
}
