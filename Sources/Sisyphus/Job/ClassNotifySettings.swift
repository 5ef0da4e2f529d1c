public import SisyphusCore
public import SisyphusNotify

/// The options about who is told what, as a job's class sets them. Texts are what the option of the same name takes, and are judged as
/// that is: a value that cannot be ends the program with status 64 before anything is started.
///
/// Secrets are the value itself, `env:NAME` or `file:PATH`; prefer the last two, which keep them out of the program.
open class ClassNotifySettings {
    /// For `Job` alone, which holds the values.
    public init() {}

    // MARK: What is told when

    /// Whether people are told of a failure only when it is new or another one than before, or of every one.
    open class var tellOn: NotifySettings.TellOn { .change }
    /// So many failures in a row are not told but the last of them.
    open class var tellAfter: Int { 1 }
    /// A failure that was told and lasts is told again after this time; `nil`: never.
    open class var tellRemind: Duration? { .seconds(86_400) }
    /// The time for all deliveries after the end of a run; what is not delivered then is kept for a later run.
    open class var notifyTimeout: Duration { .seconds(10) }

    // MARK: E-mail

    /// The sender of mails, `jobs@example.org` or `Jobs <jobs@example.org>`.
    open class var fromemail: String? { nil }
    /// The receivers of mails, separated by commas.
    open class var toemail: String? { nil }
    /// The mail server; `nil`: mails are handed to sendmail.
    open class var smtphost: String? { nil }
    /// The port of the mail server; 0: 25, or 587 with STARTTLS and a user, or 465 with TLS.
    open class var smtpport: Int { 0 }
    /// How the connection to the mail server is protected.
    open class var smtptls: NotifySettings.TLS { .auto }
    /// The user of the mail server.
    open class var smtpuser: String? { nil }
    /// That user's password (a secret).
    open class var smtppassword: String? { nil }
    /// The absolute path of the program that takes mails when there is no server; `nil`: where it usually is.
    open class var sendmail: String? { nil }
    /// How many messages a mail holds, the newest.
    open class var maxemailerrors: Int { 10 }
    /// Whether mails are sent at all.
    open class var email: Bool { true }

    // MARK: Mattermost

    /// The address of the server, `https://chat.example.org`.
    open class var mattermostURL: String? { nil }
    /// The id of the channel.
    open class var mattermostChannel: String? { nil }
    /// The access token of the bot or user that posts (a secret).
    open class var mattermostToken: String? { nil }
    /// Whether anything is posted at all.
    open class var mattermost: Bool { true }

    // MARK: Sentry

    /// The project that gets the events (a secret).
    open class var sentryDSN: String? { nil }
    /// The environment that events belong to.
    open class var sentryEnvironment: String { "production" }
    /// The release that events belong to.
    open class var sentryRelease: String? { nil }
    /// Whether the log tells what libcurl does.
    open class var sentryDebug: Bool { false }
    /// The cron monitor to check in with at start and end of each run.
    open class var sentryMonitor: String? { nil }
    /// When that monitor expects runs: `*/5 * * * *` or `10 minutes`.
    open class var sentrySchedule: String? { nil }
    /// Minutes that a run may be late for the monitor.
    open class var sentryMargin: Int? { nil }
    /// Minutes that a run may take for the monitor; `nil`: as `maxtime` says.
    open class var sentryMaxRuntime: Int? { nil }
    /// The time zone of the monitor's schedule, `Europe/Berlin`.
    open class var sentryTimezone: String? { nil }
    /// Whether anything is sent to Sentry at all.
    open class var sentry: Bool { true }

    // MARK: Other services

    /// The address that is pinged at start and end of each run, in the dialect of healthchecks.io (a secret).
    open class var pingURL: String? { nil }
    /// Whether it is.
    open class var ping: Bool { true }
    /// The address that is told what people are told (a secret).
    open class var webhookURL: String? { nil }
    /// What that address understands.
    open class var webhookFormat: NotifySettings.WebhookFormat { .generic }
    /// What signs those calls, or the access token of ntfy (a secret).
    open class var webhookSecret: String? { nil }
    /// Whether it is called.
    open class var webhook: Bool { true }

    // MARK: This machine

    /// A command line for `/bin/sh` that gets the facts as JSON when people are told something.
    open class var onEvent: String? { nil }
    /// Whether it is run.
    open class var hook: Bool { true }
    /// The absolute path of a directory in which a file of metrics is written after each run, for Prometheus.
    open class var metricsDir: String? { nil }
    /// Whether it is.
    open class var metrics: Bool { true }
    /// Whether a desktop notification is shown at the end of each run in which something happened.
    open class var notify: Bool { false }
    /// The program that shows it.
    open class var notifyCommand: String { "notify-send" }

    // MARK: The form of messages: UL4 templates, or `file:PATH` with one (`nil`: the usual text)

    /// The subject of mails.
    open class var formatemailsubject: String? { nil }
    /// Their plain text.
    open class var formatemailbodytext: String? { nil }
    /// Their HTML.
    open class var formatemailbodyhtml: String? { nil }
    /// The title of posts to Mattermost.
    open class var formatmattermosttitle: String? { nil }
    /// Their text.
    open class var formatmattermostmessage: String? { nil }

    // MARK: Options without a property

    /// Further options of channels by their names without `--`, each with the text that the option takes: `["ntfy-priority": "high"]`.
    open class var channelOptions: [String: String] { [:] }

    /// All of them together. What is an option's text goes through the option's judge.
    class func apply(to settings: inout RunSettings) throws(OptionError) {
        settings.notify.tellOn = tellOn
        settings.notify.tellAfter = tellAfter
        settings.notify.tellRemind = tellRemind
        settings.notify.timeout = notifyTimeout
        settings.notify.email.smtpPort = smtpport
        settings.notify.email.smtpTLS = smtptls
        settings.notify.email.maxEmailErrors = maxemailerrors
        settings.notify.email.isOn = email
        settings.notify.mattermost.isOn = mattermost
        settings.notify.sentry.sentryDebug = sentryDebug
        settings.notify.monitor.sentryMargin = sentryMargin
        settings.notify.monitor.sentryMaxRuntime = sentryMaxRuntime
        settings.notify.sentry.isOn = sentry
        settings.notify.ping.isOn = ping
        settings.notify.webhook.webhookFormat = webhookFormat
        settings.notify.webhook.isOn = webhook
        settings.notify.hook.isOn = hook
        settings.notify.metrics.isOn = metrics
        settings.notify.desktop.notify = notify
        for (option, property, text) in texts {
            if let text { try JobOptions.table.apply(text, to: option, from: property, settings: &settings) }
        }
        for (option, text) in channelOptions.sorted(by: { $0.key < $1.key }) {
            guard Channels.options.contains(where: { $0.name == option }) else { throw OptionError("channelOptions: no channel has an option --\(option)") }
            try JobOptions.table.apply(text, to: option, from: "channelOptions", settings: &settings)
        }
    }

    private class var texts: [(option: String, property: String, text: String?)] {
        [
            ("fromemail", "fromemail", fromemail), ("toemail", "toemail", toemail), ("smtphost", "smtphost", smtphost),
            ("smtpuser", "smtpuser", smtpuser), ("smtppassword", "smtppassword", smtppassword), ("sendmail", "sendmail", sendmail),
            ("mattermost-url", "mattermostURL", mattermostURL), ("mattermost-channel", "mattermostChannel", mattermostChannel),
            ("mattermost-token", "mattermostToken", mattermostToken), ("sentry-dsn", "sentryDSN", sentryDSN),
            ("sentry-environment", "sentryEnvironment", sentryEnvironment), ("sentry-release", "sentryRelease", sentryRelease),
            ("sentry-monitor", "sentryMonitor", sentryMonitor), ("sentry-schedule", "sentrySchedule", sentrySchedule),
            ("sentry-timezone", "sentryTimezone", sentryTimezone), ("ping-url", "pingURL", pingURL), ("webhook-url", "webhookURL", webhookURL),
            ("webhook-secret", "webhookSecret", webhookSecret), ("on-event", "onEvent", onEvent), ("metrics-dir", "metricsDir", metricsDir),
            ("notify-command", "notifyCommand", notifyCommand), ("formatemailsubject", "formatemailsubject", formatemailsubject),
            ("formatemailbodytext", "formatemailbodytext", formatemailbodytext), ("formatemailbodyhtml", "formatemailbodyhtml", formatemailbodyhtml),
            ("formatmattermosttitle", "formatmattermosttitle", formatmattermosttitle),
            ("formatmattermostmessage", "formatmattermostmessage", formatmattermostmessage),
        ]
    }
}
