public import SisyphusCore

/// What the options about events of Sentry decide.
public struct SentrySettings: SettingsPart {
    public var isOn = true
    public var sentryDSN: Secret?
    public var sentryEnvironment = "production"
    public var sentryRelease: String?
    public var sentryDebug = false

    public init() {}
}

extension NotifySettings {
    /// Of events for Sentry.
    public var sentry: SentrySettings {
        get { parts[SentrySettings.self] }
        set { parts[SentrySettings.self] = newValue }
    }

    /// Whether the log tells what libcurl does, for whatever channel.
    public var isVerbose: Bool { sentry.sentryDebug }
}

extension ChannelName {
    public static let sentry = ChannelName("sentry")
}

extension Delivery.HTTP.Dialect {
    public static let sentry = Self("sentry")
}

/// Events of Sentry, about messages of a run and about every run that fails.
public struct SentryChannel: Channel {
    public static let name = ChannelName.sentry
    public static let dialect: Delivery.HTTP.Dialect? = .sentry
    public static let shown = "Sentry"
    public static let route: Route? = Route(tag: "sentry", form: .event)
    public static let audience = Audience.service
    public static let isKept = true

    public static let options: [OptionRow] = [
        .notify(
            "sentry-dsn", "DSN", .setting(.secret, \.notify.sentry.sentryDSN, text: \ClassNotifySettings.Type.sentryDSN),
            help: "The project of Sentry that gets events: as it is, or env:NAME or file:PATH."),
        .notify(
            "sentry-environment", "NAME", default: "production",
            .setting(
                .text(accepts: "1 to 64 characters without / and line end, not none") { text in
                    guard 1...64 ~= text.unicodeScalars.count, text.isPlain, !text.contains("/"), text.lowercased() != "none" else {
                        return "Sentry does not take it"
                    }
                    return nil
                }, \.notify.sentry.sentryEnvironment, text: { (type: ClassNotifySettings.Type) in type.sentryEnvironment }),
            help: "The environment that events belong to."),
        .notify(
            "sentry-release", "NAME",
            .setting(
                .text(accepts: "1 to 200 characters without / and \\, not ., .. or latest") { text in
                    guard 1...200 ~= text.unicodeScalars.count, text.isPlain, !text.contains("/"), !text.contains("\\"),
                        ![".", "..", "latest"].contains(text.lowercased())
                    else { return "Sentry does not take it" }
                    return nil
                }, \.notify.sentry.sentryRelease, text: \ClassNotifySettings.Type.sentryRelease), help: "The release that events belong to."),
        .notify(
            "sentry-debug", .setting(.flag, \.notify.sentry.sentryDebug, class: \ClassNotifySettings.Type.sentryDebug),
            help: "Write what libcurl does to the log."),
    ]

    private let settings: SentrySettings
    private let dsn: Secret

    public init?(_ notify: NotifySettings) {
        guard notify.sentry.isOn, let dsn = notify.sentry.sentryDSN else { return nil }
        (settings, self.dsn) = (notify.sentry, dsn)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.sentry.isOn }

    public static func inherit(from job: NotifySettings, to further: inout NotifySettings) {
        further.sentry.sentryEnvironment = job.sentry.sentryEnvironment
        further.sentry.sentryRelease = job.sentry.sentryRelease
    }

    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] {
        settings.sentry.sentryDSN.map { [NamedSecret(option: "sentry-dsn", secret: $0)] } ?? []
    }

    public static func refusal(of value: String, for option: String) -> String? {
        SentryDSN(value) == nil ? "it is not of the form \(SentryDSN.accepted)" : nil
    }

    public func deliveries(at moment: Moment) -> [Delivery] {
        switch moment.event {
        case .message(let message): return [event(message, moment.number, moment)]
        case .test: return [event(Message(stamp: Stamp(time: moment.date, elapsed: 0), tags: ["info"], text: moment.report.reason), 1, moment)]
        case .ended(let occasion):
            // That a job is overdue is found again and again.
            var deliveries = moment.report.isFailure && !(moment.report.isOverdue && occasion == nil) ? [event(nil, 0, moment)] : []
            if let count = moment.messages.leftOut["sentry"] {
                let text = "\(grouped(count)) more \(count == 1 ? "message was" : "messages were") not sent"
                let stamp = Stamp(time: moment.report.end, elapsed: moment.report.elapsed)
                deliveries.append(event(Message(stamp: stamp, tags: ["warning"], text: text), moment.number, moment))
            }
            return deliveries
        case .began, .settled: return []
        }
    }

    /// - Parameter message: `nil`: the failure of the run itself.
    private func event(_ message: Message?, _ number: Int, _ moment: Moment) -> Delivery {
        let event = SentryEvent(
            report: moment.report, message: message, environment: settings.sentryEnvironment, release: settings.sentryRelease, number: number,
            time: message?.stamp.time.microseconds ?? moment.report.end.microseconds)
        return moment.delivery(
            event.id, over: .sentry, .http(Delivery.HTTP(dialect: .sentry, url: dsn, extra: event.id)),
            SentryEnvelope.item("event", event.json))
    }

    public static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts)
        throws(HTTPRequest.Refusal)
    {
        try SentryEnvelope.complete(&request, of: delivery, http, facts)
    }

    public static let answers = AnswerRules(dropsHeldUp: true, readsSentryLimits: true, usualPause: 60)

    public static func secretParts(of url: String) -> [String] { SentryDSN(url)?.keys ?? [] }
}
