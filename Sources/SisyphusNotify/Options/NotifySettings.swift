public import SisyphusCore

/// Everything that the options about notifications decide.
///
/// A property means what the help and the manual say about the option of its name.
public struct NotifySettings: SettingsPart {
    /// How the connection to a mail server is protected; `auto`: by STARTTLS when there is a user, by TLS on port 465, else not at all.
    public enum TLS: String, Sendable, CaseIterable { case auto, no, starttls, tls }
    /// Whether people are told of a failure only when it is another one than before, or of every one.
    public enum TellOn: String, Sendable, CaseIterable { case change, every }
    /// What the address of a webhook understands: JSON with all facts, or the messages of these services.
    public enum WebhookFormat: String, Sendable, CaseIterable { case generic, slack, discord, ntfy, mattermost }

    // E-mail
    public var email = true
    public var fromEmail: MailAddress?
    public var toEmail: [MailAddress] = []
    public var smtpHost: String?
    /// 0: 25, or 587 with STARTTLS and a user, or 465 with TLS.
    public var smtpPort = 0
    /// The program that takes mails when there is no host; `nil`: where it usually is.
    public var sendmail: String?
    public var smtpUser: String?
    public var smtpPassword: Secret?
    public var smtpTLS: TLS = .auto
    /// Messages that a mail holds; the newest are kept.
    public var maxEmailErrors = 10

    // Mattermost
    public var mattermost = true
    public var mattermostURL: String?
    public var mattermostChannel: String?
    public var mattermostToken: Secret?

    /// Templates for mails and posts by the names of their options, or `file:PATH` with one.
    public var templates: [String: String] = [:]

    // Sentry
    public var sentry = true
    public var sentryDSN: Secret?
    public var sentryEnvironment = "production"
    public var sentryRelease: String?
    public var sentryDebug = false
    public var sentryMonitor: String?
    public var sentrySchedule: String?
    public var sentryMargin: Int?
    public var sentryMaxRuntime: Int?
    public var sentryTimezone: String?

    // Services
    public var ping = true
    public var pingURL: Secret?
    public var webhook = true
    public var webhookURL: Secret?
    public var webhookFormat: WebhookFormat = .generic
    public var webhookSecret: Secret?

    // This machine
    public var hook = true
    public var onEvent: String?
    public var metrics = true
    public var metricsDirectory: String?
    public var notify = false
    public var notifyCommand = "notify-send"

    // What is told when
    public var tellOn: TellOn = .change
    public var tellAfter = 1
    /// `nil`: never again.
    public var tellRemind: Duration? = .seconds(86_400)
    public var timeout: Duration = .seconds(10)

    public init() {}

    public var hasEmail: Bool { email && fromEmail != nil && !toEmail.isEmpty }
    public var hasMattermost: Bool { mattermost && mattermostURL != nil && mattermostChannel != nil && mattermostToken != nil }
    public var hasSentry: Bool { sentry && sentryDSN != nil }
    public var hasMonitor: Bool { hasSentry && sentryMonitor != nil }
    public var hasPing: Bool { ping && pingURL != nil }
    public var hasWebhook: Bool { webhook && webhookURL != nil }
    public var hasHook: Bool { hook && onEvent != nil }
    public var hasMetrics: Bool { metrics && metricsDirectory != nil }

    /// The channels that are used.
    public var channels: [Delivery.Channel] {
        let used: [(Delivery.Channel, Bool)] = [
            (.email, hasEmail), (.mattermost, hasMattermost), (.sentry, hasSentry), (.monitor, hasMonitor), (.ping, hasPing), (.webhook, hasWebhook),
            (.hook, hasHook), (.metrics, hasMetrics), (.desktop, notify),
        ]
        return used.filter(\.1).map(\.0)
    }

    /// Whether people are told over this channel of what became of a run.
    public func tells(_ channel: Delivery.Channel) -> Bool {
        switch channel {
        case .email: hasEmail
        case .mattermost: hasMattermost
        case .webhook: hasWebhook
        case .hook: hasHook
        case .sentry, .monitor, .ping, .metrics, .desktop: false
        }
    }

    /// Whether somebody is told of failures, so that stderr need not.
    public var tellsPeople: Bool { hasEmail || hasMattermost || hasSentry || hasPing || hasWebhook || hasHook }
    /// Whether anything is to be done at all.
    public var hasAny: Bool { tellsPeople || hasMetrics || notify }

    /// All secrets with the names of their options.
    public var secrets: [(option: String, secret: Secret)] {
        [
            ("smtppassword", smtpPassword), ("mattermost-token", mattermostToken), ("sentry-dsn", sentryDSN), ("ping-url", pingURL),
            ("webhook-url", webhookURL), ("webhook-secret", webhookSecret),
        ].compactMap { name, secret in secret.map { (name, $0) } }
    }

    /// Those of channels that are not switched off.
    public var neededSecrets: [(option: String, secret: Secret)] {
        let off = [("smtp", !email), ("mattermost-", !mattermost), ("sentry-", !sentry), ("ping-", !ping), ("webhook-", !webhook)].filter(\.1)
        return secrets.filter { one in !off.contains { one.option.hasPrefix($0.0) } }
    }

    /// Environment variables that secrets are read from; the job does not get them.
    public var secretVariables: Set<String> {
        Set(secrets.compactMap { if case .environment(let name) = $0.secret { name } else { nil } })
    }
}

extension RunSettings {
    /// Who is told what, how and when.
    public var notify: NotifySettings {
        get { parts[NotifySettings.self] }
        set { parts[NotifySettings.self] = newValue }
    }
}

extension OptionTable {
    /// The options of `run` and `health`.
    public static let standard = OptionTable.standard(
        with: OptionRow.notificationRows, checks: [{ NotifyCheck.contradiction($0.notify) }])
}
