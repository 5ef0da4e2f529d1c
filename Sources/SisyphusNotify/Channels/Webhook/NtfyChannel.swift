import SisyphusCore

extension NotifySettings.WebhookFormat {
    /// A topic of ntfy.
    public static let ntfy = Self("ntfy")
}

/// Messages to the address of an ntfy topic.
struct NtfyChannel: Webhook {
    static let format = NotifySettings.WebhookFormat.ntfy
    let settings: WebhookSettings

    init(_ settings: WebhookSettings, _ notify: NotifySettings) { self.settings = settings }

    /// As text: the title goes into the body, because headers hold no UTF-8 (docs.ntfy.sh/publish).
    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8] {
        var text = ChatText.title(occasion, report) + "\n" + TextCut.head(report.summary(occasion), bytes: 1000)
        if let lines = ChatText.tail(occasion, report, bytes: 2000) { text += "\n\n" + lines }
        return Array(TextCut.head(text, bytes: 4000).utf8)
    }

    static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts) throws(HTTPRequest.Refusal) {
        request.headers[0].value = "text/plain; charset=utf-8"
        if let secret = facts.secret { request.headers.append(("Authorization", "Bearer \(secret)")) }
    }
}
