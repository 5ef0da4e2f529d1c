public import SisyphusCore

/// What the options about webhooks decide, whatever their format.
public struct WebhookSettings: SettingsPart {
    public var isOn = true
    public var webhookURL: Secret?
    public var webhookFormat = NotifySettings.WebhookFormat.generic
    public var webhookSecret: Secret?

    public init() {}
}

extension NotifySettings {
    /// What the address of a webhook understands: JSON with all facts (`generic`), or the messages of a service.
    public struct WebhookFormat: Hashable, Sendable, RawRepresentable, CaseIterable {
        /// The value of the option.
        public let rawValue: String

        init(_ word: String) { rawValue = word }

        public init?(rawValue: String) {
            guard let format = WebhookFormat.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
            self = format
        }

        /// Those of the channels.
        public static var allCases: [WebhookFormat] { Channels.all.compactMap { ($0 as? any Webhook.Type)?.format } }

        /// JSON with all facts, signed.
        public static let generic = WebhookFormat("generic")
    }

    /// Of calls to a web address.
    public var webhook: WebhookSettings {
        get { parts[WebhookSettings.self] }
        set { parts[WebhookSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let webhook = ChannelName("webhook")
}

/// A kind of receiver that takes messages at the address of `--webhook-url`, in a format of its own.
protocol Webhook: Channel {
    static var format: NotifySettings.WebhookFormat { get }
    var settings: WebhookSettings { get }
    /// Of a configured one: its own option of the format has been looked at.
    init(_ settings: WebhookSettings, _ notify: NotifySettings)
    /// What is sent.
    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8]
    /// Header fields that the settings decide.
    func headers(_ occasion: Occasion) -> [Delivery.HTTP.Header]
}

extension Webhook {
    public static var name: ChannelName { .webhook }
    public static var dialect: Delivery.HTTP.Dialect? { Delivery.HTTP.Dialect(format.rawValue) }
    public static var shown: String { "webhook" }
    public static var isKept: Bool { true }
    public static var options: [OptionRow] { [] }

    public init?(_ notify: NotifySettings) {
        let settings = notify.webhook
        guard settings.isOn, settings.webhookURL != nil, settings.webhookFormat == Self.format else { return nil }
        self.init(settings, notify)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.webhook.isOn }

    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] {
        guard settings.webhook.webhookFormat == format else { return [] }
        return [("webhook-url", settings.webhook.webhookURL), ("webhook-secret", settings.webhook.webhookSecret)].compactMap { option, secret in
            secret.map { NamedSecret(option: option, secret: $0) }
        }
    }

    public static func refusal(of value: String, for option: String) -> String? {
        if option == "webhook-url" { return HTTPRequest.refusal(of: value) }
        return value.utf8.contains { $0 < 0x20 || $0 == 0x7f } ? "it holds a control character" : nil
    }

    func headers(_ occasion: Occasion) -> [Delivery.HTTP.Header] { [] }

    public func deliveries(at moment: Moment) -> [Delivery] {
        guard let occasion = moment.occasion, let url = settings.webhookURL, let dialect = Self.dialect else { return [] }
        var http = Delivery.HTTP(dialect: dialect, url: url, secret: settings.webhookSecret)
        http.headers = headers(occasion)
        var delivery = moment.delivery(
            "msg_" + MessageID.hex(moment.report.id, "webhook \(occasion.word)"), over: .webhook, .http(http), body(occasion, of: moment.report))
        delivery.isReplaceable = occasion.isNews
        return [delivery]
    }

    /// Services know no message again.
    public static func mayRepeat(after age: Int64) -> Bool { false }
}

/// A webhook that gets JSON with all facts, signed after the Standard Webhooks scheme.
struct WebhookChannel: Webhook {
    static let format = NotifySettings.WebhookFormat.generic
    let settings: WebhookSettings

    init(_ settings: WebhookSettings, _ notify: NotifySettings) { self.settings = settings }

    static let options: [OptionRow] = [
        .notify(
            "webhook-url", "URL", .setting(.secret, \.notify.webhook.webhookURL, text: \ClassNotifySettings.Type.webhookURL),
            help: "Post to this address what people are told: as it is, or env:NAME or file:PATH."),
        .notify(
            "webhook-format", .setting(.choice, \.notify.webhook.webhookFormat, class: \ClassNotifySettings.Type.webhookFormat),
            help: "What that address understands: JSON with all facts, or the messages of these services."),
        .notify(
            "webhook-secret", "SECRET", .setting(.secret, \.notify.webhook.webhookSecret, text: \ClassNotifySettings.Type.webhookSecret),
            help: "Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH."),
        .off("no-webhook", "Call no webhook for this job.", \.notify.webhook.isOn, class: \ClassNotifySettings.Type.webhook),
    ]

    static func contradiction(_ settings: NotifySettings) -> OptionError? {
        settings.webhook.webhookSecret != nil && settings.webhook.webhookURL == nil ? OptionError("--webhook-secret needs --webhook-url") : nil
    }

    func body(_ occasion: Occasion, of report: RunReport) -> [UInt8] { report.json(occasion).bytes }

    static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts) throws(HTTPRequest.Refusal) {
        guard let secret = facts.secret else { return }
        request.headers += WebhookSignature.headers(id: delivery.id, timestamp: facts.now / 1_000_000, body: request.body, secret: secret)
    }

    /// The receiver knows a message again by its identifier.
    static func mayRepeat(after age: Int64) -> Bool { true }
}

/// Signatures after the Standard Webhooks scheme (version 1, symmetric).
enum WebhookSignature {
    /// The key of a secret: `whsec_` and base 64; anything else is taken byte for byte.
    static func key(_ secret: String) -> [UInt8] {
        if secret.hasPrefix("whsec_"), let key = Base64.decode(String(secret.dropFirst(6))) { return key }
        return Array(secret.utf8)
    }

    /// - Parameter timestamp: seconds since 1970.
    static func headers(id: String, timestamp: Int64, body: [UInt8], secret: String) -> [(name: String, value: String)] {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let signature = Base64.encode(SHA256.authenticate(signed, key: key(secret)))
        return [
            ("webhook-id", id), ("webhook-timestamp", String(timestamp)), ("webhook-signature", "v1," + String(decoding: signature, as: UTF8.self)),
        ]
    }
}

/// What messages for chat services have in common.
enum ChatText {
    static func title(_ occasion: Occasion, _ report: RunReport) -> String {
        "\(report.state(occasion)): \(report.label) on \(report.host.name)"
    }

    /// The end of the output; `nil` where it says nothing.
    static func tail(_ occasion: Occasion, _ report: RunReport, bytes: Int) -> String? {
        if occasion.isEnd { return nil }
        return report.lastLines.isEmpty ? nil : TextCut.tail(report.lastLines.joined(separator: "\n"), bytes: bytes)
    }

    /// These receivers know no fence that output could not end, so its backticks become others.
    static func withoutFences(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "`" ? "\u{02cb}" : $0 }))
    }
}
