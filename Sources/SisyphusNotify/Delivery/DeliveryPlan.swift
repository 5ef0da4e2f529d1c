public import SisyphusCore

/// Makes the deliveries of a run: who is told what, how.
public struct DeliveryPlan: Sendable {
    public var settings: NotifySettings
    /// `sendmail`, where there is one and no SMTP host is given.
    public var sendmail: String?

    /// Tells the posts of several plans of one run apart.
    private let mark: String

    public init(_ settings: NotifySettings, sendmail: String? = nil, mark: String = "") {
        self.settings = settings
        self.sendmail = sendmail
        self.mark = mark
    }

    // MARK: One message of a run

    /// - Parameter own: title and text in place of the usual ones.
    public func mattermost(_ message: Message, of report: RunReport, number: Int, now: Int64, own: (title: String?, text: String?) = (nil, nil)) -> Delivery? {
        post(MattermostText.replacing(MattermostText.post(message, of: report), title: own.title, text: own.text), report, "post \(number)", root: nil, now)
    }

    /// - Parameter message: `nil`: the failure itself.
    public func sentry(_ message: Message?, of report: RunReport, number: Int, now: Int64) -> Delivery? {
        guard settings.hasSentry, let dsn = settings.sentryDSN else { return nil }
        let event = SentryEvent(
            report: report, message: message, environment: settings.sentryEnvironment, release: settings.sentryRelease, number: number,
            time: message?.stamp.time.microseconds ?? report.end.microseconds)
        return Delivery(
            id: event.id, channel: .sentry, label: report.label, created: now, transport: .http(Delivery.HTTP(dialect: .sentry, url: dsn, extra: event.id)),
            body: SentryEnvelope.item("event", event.json))
    }

    // MARK: Start and end

    public func checkIn(_ status: SentryCheckIn.Status, of report: RunReport, maxtime: Int64?, now: Int64) -> Delivery? {
        guard settings.hasMonitor, let dsn = settings.sentryDSN else { return nil }
        let checkIn = SentryCheckIn(
            run: report.id, status: status, elapsed: status == .inProgress ? nil : report.elapsed, settings: settings, maxtime: maxtime)
        return Delivery(
            id: checkIn.id + status.rawValue, channel: .monitor, label: report.label, created: now,
            transport: .http(Delivery.HTTP(dialect: .sentry, url: dsn)), body: SentryEnvelope.item("check_in", checkIn.json))
    }

    public func ping(_ event: Ping.Event, of report: RunReport, now: Int64) -> Delivery? {
        guard settings.hasPing, let url = settings.pingURL else { return nil }
        let body = event == .start ? "" : report.reason + "\n\n" + report.lastLines.joined(separator: "\n")
        return Delivery(
            id: MessageID.uuid(report.id, "ping"), channel: .ping, label: report.label, created: now,
            transport: .http(Delivery.HTTP(dialect: .ping, url: url, extra: event.word)), body: Array(body.utf8))
    }

    // MARK: What people are told

    public func mail(_ mail: MailMessage, now: Int64) -> Delivery? {
        guard settings.hasEmail, let transport = transport(mail) else { return nil }
        var body = mail.bytes()
        // sendmail wants the line ends of this system.
        if case .command = transport { body.removeAll { $0 == UInt8(ascii: "\r") } }
        var delivery = Delivery(id: mail.messageID, channel: .email, label: mail.report.label, created: now, transport: transport, body: body)
        let isAlone = mail.counts.messages == 0 && mail.counts.exceptions == mail.messages.count(where: \.isAborting)
        delivery.isReplaceable = mail.occasion.isNews && isAlone
        return delivery
    }

    private func transport(_ mail: MailMessage) -> Delivery.Transport? {
        if let host = settings.smtpHost {
            return .smtp(
                Delivery.SMTP(
                    host: host, port: settings.smtpPort, tls: settings.smtpTLS, user: settings.smtpUser, password: settings.smtpPassword,
                    from: mail.from.address, to: mail.to.map(\.address)))
        }
        // The receivers are named, so that no header decides where the mail goes.
        return sendmail.map { .command(Delivery.Command(argv: [$0, "-i", "-f", mail.from.address, "--"] + mail.to.map(\.address), followsSysexits: true)) }
    }

    /// The post that tells of a run's outcome.
    ///
    /// - Parameters:
    ///   - answers: the delivery whose post this one answers, if the courier makes both.
    ///   - own: title and text in place of the usual ones.
    public func mattermost(
        _ occasion: Occasion, of report: RunReport, leftOut: Int, root: String?, answers: String? = nil, now: Int64,
        own: (title: String?, text: String?) = (nil, nil)
    ) -> Delivery? {
        let text = MattermostText.replacing(MattermostText.post(occasion, of: report, leftOut: leftOut), title: own.title, text: own.text)
        var delivery = post(text, report, occasion.word, root: root, answers: answers, now)
        delivery?.isReplaceable = occasion.isNews && leftOut == 0
        return delivery
    }

    public func webhook(_ occasion: Occasion, of report: RunReport, now: Int64) -> Delivery? {
        guard settings.hasWebhook, let url = settings.webhookURL else { return nil }
        let format = settings.webhookFormat
        let dialect: Delivery.HTTP.Dialect =
            switch format {
            case .generic: .generic
            case .slack: .slack
            case .discord: .discord
            case .ntfy: .ntfy
            case .mattermost: .mattermostHook
            }
        var delivery = Delivery(
            id: "msg_" + MessageID.hex(report.id, "webhook \(occasion.word)"), channel: .webhook, label: report.label, created: now,
            transport: .http(Delivery.HTTP(dialect: dialect, url: url, secret: settings.webhookSecret)), body: WebhookBody.make(format, occasion, of: report))
        delivery.isReplaceable = occasion.isNews
        return delivery
    }

    /// The command of `--on-event` gets the facts as JSON.
    public func hook(_ occasion: Occasion, of report: RunReport, now: Int64) -> Delivery? {
        guard settings.hasHook, let command = settings.onEvent else { return nil }
        return Delivery(
            id: MessageID.hex(report.id, "hook \(occasion.word)"), channel: .hook, label: report.label, created: now,
            transport: .command(Delivery.Command(argv: ["/bin/sh", "-c", command])), body: report.json(occasion).bytes + [UInt8(ascii: "\n")])
    }

    public func metrics(_ report: RunReport, state: NotificationLog, failures: FailureCounts, activity: PrometheusText.Activity = .ended, now: Int64)
        -> Delivery?
    {
        guard settings.hasMetrics, let directory = settings.metricsDirectory else { return nil }
        return Delivery(
            id: MessageID.hex(report.id, "metrics \(activity)"), channel: .metrics, label: report.label, created: now,
            transport: .file(directory: directory, name: PrometheusText.fileName(report)),
            body: metricsText(report, state: state, failures: failures, activity: activity))
    }

    /// With a zero for each channel that has not failed: a counter that appears with its first failure hides that one.
    public func metricsText(_ report: RunReport, state: NotificationLog, failures: FailureCounts, activity: PrometheusText.Activity = .ended) -> [UInt8] {
        var failures = failures
        for channel in settings.channels { failures.counts[channel] = failures.counts[channel] ?? 0 }
        return PrometheusText.bytes(report, state: state, failures: failures, activity: activity)
    }

    /// `notify-send` or what takes its place gets title and text as its two arguments.
    public func desktop(_ report: RunReport, _ occasion: Occasion, now: Int64) -> Delivery? {
        guard settings.notify else { return nil }
        let title = TextCut.line("\(report.state(occasion)): \(report.label)")
        // The text is markup (freedesktop.org, "Desktop Notifications", section 5).
        let text = HTMLText.escape(TextCut.head(TextCut.line(report.summary(occasion)), bytes: 300))
        return Delivery(
            id: MessageID.hex(report.id, "desktop"), channel: .desktop, label: report.label, created: now,
            transport: .command(Delivery.Command(argv: [settings.notifyCommand, "--app-name=sisyphus", "--", title, text])), body: [])
    }

    private func post(_ text: String, _ report: RunReport, _ purpose: String, root: String?, answers: String? = nil, _ now: Int64) -> Delivery? {
        guard settings.hasMattermost, let url = settings.mattermostURL, let channel = settings.mattermostChannel else { return nil }
        let id = "sisyphus:" + MessageID.hex(report.id, purpose + mark)
        return Delivery(
            id: id, channel: .mattermost, label: report.label, created: now,
            transport: .http(Delivery.HTTP(dialect: .mattermost, url: .plain(url), secret: settings.mattermostToken, extra: answers)),
            body: MattermostText.body(text, channel: channel, root: root, pending: id))
    }
}
