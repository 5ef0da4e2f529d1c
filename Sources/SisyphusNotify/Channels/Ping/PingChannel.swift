public import SisyphusCore

/// What the options about pings decide.
public struct PingSettings: SettingsPart {
    public var isOn = true
    public var pingURL: Secret?
    public var creates = false

    public init() {}
}

extension NotifySettings {
    /// Of pings at start and end of each run.
    public var ping: PingSettings {
        get { parts[PingSettings.self] }
        set { parts[PingSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let ping = ChannelName("ping")
}

extension Delivery.HTTP.Dialect {
    public static let ping = Self("ping")
}

/// Pings of the healthchecks.io dialect, at start and end of each run.
public struct PingChannel: Channel {
    public static let name = ChannelName.ping
    public static let dialect: Delivery.HTTP.Dialect? = .ping
    public static let shown = "ping"
    public static let audience = Audience.service

    public static let options: [OptionRow] = [
        .notify(
            "ping-url", "URL", .setting(.secret, \.notify.ping.pingURL, text: \ClassNotifySettings.Type.pingURL),
            help: "Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH."),
        .notify(
            "ping-create", .setting(.flag, \.notify.ping.creates, class: \ClassNotifySettings.Type.pingCreate),
            help: "The address ends in the ping key of a project of Healthchecks: ping the check of the job's name there, and have it made."),
        .off("no-ping", "Ping nobody for this job.", \.notify.ping.isOn, class: \ClassNotifySettings.Type.ping),
    ]

    private let url: Secret
    private let creates: Bool

    public init?(_ notify: NotifySettings) {
        guard notify.ping.isOn, let url = notify.ping.pingURL else { return nil }
        (self.url, creates) = (url, notify.ping.creates)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.ping.isOn }

    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] {
        settings.ping.pingURL.map { [NamedSecret(option: "ping-url", secret: $0)] } ?? []
    }

    public static func contradiction(_ settings: NotifySettings) -> OptionError? {
        settings.ping.creates && settings.ping.pingURL == nil ? OptionError("--ping-create needs --ping-url") : nil
    }

    public static func refusal(of value: String, for option: String) -> String? { HTTPRequest.refusal(of: value) }

    public func deliveries(at moment: Moment) -> [Delivery] {
        switch moment.event {
        case .began: [ping(.start, moment)]
        // Its server knows by itself when no ping comes.
        case .ended where moment.report.isOverdue: []
        case .ended: [ping(Ping.event(moment.report), moment)]
        case .test: [ping(.log, moment)]
        case .message, .settled: []
        }
    }

    private func ping(_ event: Ping.Event, _ moment: Moment) -> Delivery {
        let body = event == .start ? "" : moment.report.reason + "\n\n" + moment.report.lastLines.joined(separator: "\n")
        return moment.delivery(
            MessageID.uuid(moment.report.id, "ping"), over: .ping,
            .http(Delivery.HTTP(dialect: .ping, url: url, extra: event.word + (creates ? " " + Ping.slug(moment.report) : ""))), Array(body.utf8))
    }

    public static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts)
        throws(HTTPRequest.Refusal)
    {
        request.headers[0].value = "text/plain; charset=utf-8"
        let words = (http.extra ?? "").split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        request.url = Ping.url(request.url, Ping.Event(word: words.first ?? ""), rid: delivery.id, slug: words.count > 1 ? words[1] : nil)
        request.body = Array(TextCut.tail(request.body.text, bytes: facts.bodyLimit ?? Ping.bodyLimit).utf8)
    }

    public static func bodyLimit(in answer: AttemptResult) -> Int? {
        answer.header("ping-body-limit").flatMap { Int($0) }.flatMap { $0 >= 0 ? min($0, 100_000) : nil }
    }
}

extension Ping.Event {
    /// As a delivery holds it.
    var word: String {
        switch self {
        case .start: "start"
        case .success: "success"
        case .fail: "fail"
        case .log: "log"
        case .exit(let status): String(status)
        }
    }

    init(word: String) {
        switch word {
        case "start": self = .start
        case "fail": self = .fail
        case "log": self = .log
        default: self = Int32(word).map { .exit($0) } ?? .success
        }
    }
}
