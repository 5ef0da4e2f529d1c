public import SisyphusCore
public import SisyphusSchedule

/// What the options about a cron monitor of Sentry decide.
public struct MonitorSettings: SettingsPart {
    public var sentryMonitor: String?
    public var sentrySchedule: String?
    /// Minutes.
    public var sentryMargin: Int?
    /// Minutes.
    public var sentryMaxRuntime: Int?
    public var sentryTimezone: String?

    public init() {}
}

extension NotifySettings {
    /// Tells the monitor when runs are expected, if no option does. A zone without a name would have it expect them at other times.
    public mutating func expect(_ schedule: JobSchedule, zone: @autoclosure () -> String) {
        guard monitor.sentryMonitor != nil, monitor.sentrySchedule == nil, case .cron(let cron) = schedule, SentrySchedule(cron.fields) != nil else { return }
        if monitor.sentryTimezone == nil {
            guard case let zone = zone(), !zone.isEmpty, !zone.hasPrefix("/") else { return }
            monitor.sentryTimezone = zone
        }
        monitor.sentrySchedule = cron.fields
    }

    /// Of the cron monitor of Sentry.
    public var monitor: MonitorSettings {
        get { parts[MonitorSettings.self] }
        set { parts[MonitorSettings.self] = newValue }
    }
}

extension ChannelName {
    public static let monitor = ChannelName("monitor")
}

/// Check-ins of a cron monitor of Sentry, at start and end of each run.
public struct MonitorChannel: Channel {
    public static let name = ChannelName.monitor
    public static let dialect: Delivery.HTTP.Dialect? = .sentry
    public static let shown = "Sentry check-in"
    public static let audience = Audience.machine

    public static let options: [OptionRow] = [
        .notify(
            "sentry-monitor", "SLUG",
            .setting(
                .text(accepts: SentryCheckIn.acceptedSlug) { text in
                    guard SentryCheckIn.isSlug(text) else { return "it is no slug" }
                    return nil
                }, \.notify.monitor.sentryMonitor, text: \ClassNotifySettings.Type.sentryMonitor),
            help: "Check in with this cron monitor at start and end of each run."
        ),
        .notify(
            "sentry-schedule", "SCHEDULE",
            .setting(
                .text(accepts: SentrySchedule.accepted) { text in
                    guard SentrySchedule(text) != nil else { return "it is no such schedule" }
                    return nil
                }, \.notify.monitor.sentrySchedule, text: \ClassNotifySettings.Type.sentrySchedule),
            help: "When the monitor expects runs; creates the monitor or changes it."),
        .notify(
            "sentry-margin", "MINUTES", .setting(.optional(.count(1...40_320)), \.notify.monitor.sentryMargin, class: \ClassNotifySettings.Type.sentryMargin),
            help: "How late a run may be for the monitor."),
        .notify(
            "sentry-max-runtime", "MINUTES", default: "that of --maxtime",
            .setting(.optional(.count(1...40_320)), \.notify.monitor.sentryMaxRuntime, class: \ClassNotifySettings.Type.sentryMaxRuntime),
            help: "How long a run may take for the monitor."),
        .notify(
            "sentry-timezone", "NAME",
            .setting(
                .text(accepts: "the name of a time zone, Europe/Berlin") { text in
                    guard 1...64 ~= text.utf8.count, text.utf8.allSatisfy({ $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "/_+-".utf8.contains($0) }) else {
                        return "it is no such name"
                    }
                    return nil
                }, \.notify.monitor.sentryTimezone, text: \ClassNotifySettings.Type.sentryTimezone), help: "The time zone of the monitor's schedule."),
        .off("no-sentry", "Send nothing to Sentry for this job.", \.notify.sentry.isOn, class: \ClassNotifySettings.Type.sentry),
    ]

    private let settings: NotifySettings
    private let dsn: Secret

    public init?(_ notify: NotifySettings) {
        guard notify.sentry.isOn, let dsn = notify.sentry.sentryDSN, notify.monitor.sentryMonitor != nil else { return nil }
        (settings, self.dsn) = (notify, dsn)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.sentry.isOn }

    /// That of events is its own too.
    public static func usedSecrets(_ settings: NotifySettings) -> [NamedSecret] {
        settings.monitor.sentryMonitor == nil ? [] : SentryChannel.secrets(settings)
    }

    public static func contradiction(_ settings: NotifySettings) -> OptionError? {
        if settings.monitor.sentryMonitor != nil, settings.sentry.sentryDSN == nil { return OptionError("--sentry-monitor needs --sentry-dsn") }
        if settings.monitor.sentrySchedule != nil, settings.monitor.sentryMonitor == nil { return OptionError("--sentry-schedule needs --sentry-monitor") }
        return nil
    }

    public func deliveries(at moment: Moment) -> [Delivery] {
        switch moment.event {
        case .began: [checkIn(.inProgress, moment)]
        case .ended: [checkIn(moment.report.status.isGood ? .ok : .error, moment)]
        case .message, .settled, .test: []
        }
    }

    private func checkIn(_ status: SentryCheckIn.Status, _ moment: Moment) -> Delivery {
        let isStart = status == .inProgress
        let checkIn = SentryCheckIn(
            run: moment.report.id, status: status, elapsed: isStart ? nil : moment.report.elapsed, settings: settings, maxtime: isStart ? moment.maxtime : nil)
        return moment.delivery(
            checkIn.id + status.rawValue, over: .monitor, .http(Delivery.HTTP(dialect: .sentry, url: dsn)),
            SentryEnvelope.item("check_in", checkIn.json))
    }

    public static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts)
        throws(HTTPRequest.Refusal)
    {
        try SentryEnvelope.complete(&request, of: delivery, http, facts)
    }

    public static let answers = AnswerRules(limitCategory: "monitor", dropsHeldUp: true, readsSentryLimits: true, usualPause: 60)

    public static func secretParts(of url: String) -> [String] { SentryChannel.secretParts(of: url) }
}
