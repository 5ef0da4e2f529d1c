import SisyphusCore

extension NotifySettings.WebhookFormat {
    /// Incoming webhooks of Mattermost.
    public static let mattermost = Self("mattermost")
}

/// Incoming webhooks of Mattermost, which need no user.
struct MattermostHookChannel: Webhook {
    static let format = NotifySettings.WebhookFormat.mattermost
    static let dialect: Delivery.HTTP.Dialect? = Delivery.HTTP.Dialect("mattermostHook")
    let settings: WebhookSettings

    init(_ settings: WebhookSettings, _ notify: NotifySettings) { self.settings = settings }

    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8] {
        JSONValue.members(["text": .string(TextCut.head(MattermostText.post(occasion, of: report), scalars: MattermostText.limit))]).bytes
    }
}
