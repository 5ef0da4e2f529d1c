import SisyphusCore
public import SisyphusFleet

/// The options about who is told what, as a job's class sets them. Texts are what the option of the same name takes, and are judged as
/// that is: a value that cannot be ends the program with status 64 before anything is started.
///
/// Secrets are the value itself, `env:NAME` or `file:PATH`; prefer the last two, which keep them out of the program.
nonisolated open class ClassNotifySettings: ClassFleetLockSettings {
    private static let usual = NotifySettings()

    // MARK: What is told when

    /// Whether people are told of a failure only when it is new or another one than before, or of every one.
    open class var tellOn: NotifySettings.TellOn { usual.tellOn }
    /// So many failures in a row are not told but the last of them.
    open class var tellAfter: Int { usual.tellAfter }
    /// A failure that was told and lasts is told again after this time; `nil`: never.
    open class var tellRemind: Duration? { usual.tellRemind }
    /// A job that fails for the third time within this time and worked in between is told once, and again when nothing has changed for as long; `nil`: each
    /// change is told.
    open class var tellFlapping: Duration? { usual.tellFlapping }
    /// How long a run waits for its deliveries; they go on for some minutes by themselves, and the rest is kept for a later run.
    open class var notifyTimeout: Duration { usual.timeout }

    /// Whether the job is not started when a channel cannot be used (a secret that cannot be read, a mail without sendmail); otherwise that channel is off for the run, with a warning.
    open class var strictNotify: Bool { usual.strict }

    // MARK: E-mail

    /// The sender of mails, `jobs@example.org` or `Jobs <jobs@example.org>`.
    open class var fromemail: String? { nil }
    /// The receivers of mails, separated by commas.
    open class var toemail: String? { nil }
    /// The mail server; `nil`: mails are handed to sendmail.
    open class var smtphost: String? { nil }
    /// The port of the mail server; 0: 25, or 587 with STARTTLS and a user, or 465 with TLS.
    open class var smtpport: Int { usual.email.smtpPort }
    /// How the connection to the mail server is protected.
    open class var smtptls: NotifySettings.TLS { usual.email.smtpTLS }
    /// The user of the mail server.
    open class var smtpuser: String? { nil }
    /// That user's password (a secret).
    open class var smtppassword: String? { nil }
    /// The absolute path of the program that takes mails when there is no server; `nil`: where it usually is.
    open class var sendmail: String? { nil }
    /// How many messages a mail holds, the newest.
    open class var maxemailerrors: Int { usual.email.maxEmailErrors }
    /// Whether mails are sent at all.
    open class var email: Bool { usual.email.isOn }

    // MARK: Mattermost

    /// The address of the server, `https://chat.example.org`.
    open class var mattermostURL: String? { nil }
    /// The id of the channel.
    open class var mattermostChannel: String? { nil }
    /// The access token of the bot or user that posts (a secret).
    open class var mattermostToken: String? { nil }
    /// Whether anything is posted at all.
    open class var mattermost: Bool { usual.mattermost.isOn }

    // MARK: Sentry

    /// The project that gets the events (a secret).
    open class var sentryDSN: String? { nil }
    /// The environment that events belong to.
    open class var sentryEnvironment: String { usual.sentry.sentryEnvironment }
    /// The release that events belong to.
    open class var sentryRelease: String? { nil }
    /// Whether the log tells what libcurl does.
    open class var sentryDebug: Bool { usual.sentry.sentryDebug }
    /// The cron monitor to check in with at start and end of each run.
    open class var sentryMonitor: String? { nil }
    /// When that monitor expects runs: `*/5 * * * *` or `10 minutes`.
    open class var sentrySchedule: String? { nil }
    /// Minutes that a run may be late for the monitor.
    open class var sentryMargin: Int? { usual.monitor.sentryMargin }
    /// Minutes that a run may take for the monitor; `nil`: as `maxtime` says.
    open class var sentryMaxRuntime: Int? { usual.monitor.sentryMaxRuntime }
    /// The time zone of the monitor's schedule, `Europe/Berlin`.
    open class var sentryTimezone: String? { nil }
    /// Whether anything is sent to Sentry at all.
    open class var sentry: Bool { usual.sentry.isOn }

    // MARK: OpenTelemetry

    /// The address of the receiver that gets a trace of each run by OTLP, `https://collector.example.org:4318` (a secret).
    open class var otlpEndpoint: String? { nil }
    /// Header fields for it, `NAME=VALUE,NAME=VALUE` (a secret).
    open class var otlpHeaders: String? { nil }
    /// Whether it gets anything.
    open class var otlp: Bool { usual.telemetry.isOn }

    // MARK: Other services

    /// The address that is pinged at start and end of each run, in the dialect of healthchecks.io (a secret).
    open class var pingURL: String? { nil }
    /// Whether that address ends in the ping key of a project of Healthchecks, where the check of the job's name is pinged and made if it is missing.
    open class var pingCreate: Bool { usual.ping.creates }
    /// Whether anything is pinged.
    open class var ping: Bool { usual.ping.isOn }
    /// The address that is told what people are told (a secret).
    open class var webhookURL: String? { nil }
    /// What that address understands.
    open class var webhookFormat: NotifySettings.WebhookFormat { usual.webhook.webhookFormat }
    /// What signs those calls, or the access token of ntfy (a secret).
    open class var webhookSecret: String? { nil }
    /// Whether it is called.
    open class var webhook: Bool { usual.webhook.isOn }

    // MARK: This machine

    /// A command line for `/bin/sh` that gets the facts as JSON when people are told something.
    open class var onEvent: String? { nil }
    /// Whether it is run.
    open class var hook: Bool { usual.hook.isOn }
    /// The absolute path of a directory in which a file of metrics is written after each run, for Prometheus.
    open class var metricsDir: String? { nil }
    /// Whether it is.
    open class var metrics: Bool { usual.metrics.isOn }
    /// Whether a desktop notification is shown at the end of each run in which something happened.
    open class var notify: Bool { usual.desktop.notify }
    /// The program that shows it.
    open class var notifyCommand: String { usual.desktop.notifyCommand }

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

    class func template(_ kind: MessageTemplates.Kind) -> String? {
        switch kind {
        case .mailSubject: formatemailsubject
        case .mailText: formatemailbodytext
        case .mailHTML: formatemailbodyhtml
        case .chatTitle: formatmattermosttitle
        case .chatMessage: formatmattermostmessage
        }
    }
}
