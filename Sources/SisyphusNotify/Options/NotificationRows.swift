public import SisyphusCore

extension OptionRow {
    /// Who is told, how and when.
    static let notificationRows: [OptionRow] = policyRows + mailRows + chatRows + sentryRows + serviceRows + localRows

    private static let policyRows: [OptionRow] = [
        row(
            "tell-on", "change|every", default: "change", .choice(["change", "every"]) { $0.notify.tellOn = NotifySettings.TellOn(rawValue: $1) ?? .change },
            help: "Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one."),
        row(
            "tell-after", "N", default: "1", .count(offAtZero: false, 1...1_000_000) { $0.notify.tellAfter = $1 ?? 1 },
            help: "Tell of failures only when so many came in a row."),
        row(
            "tell-remind", "TIME", default: "24h", .duration(offAtZero: true) { $0.notify.tellRemind = $1 },
            help: "Tell again of a failure that was told when it has lasted this long. 0 or none: never."),
        row(
            "notify-timeout", "TIME", default: "10", .duration(offAtZero: false) { $0.notify.timeout = $1 ?? .zero },
            help: "The time for all deliveries after the end of a run; what is not delivered then is kept for a later run."),
    ]

    private static let mailRows: [OptionRow] = [
        row(
            "fromemail", "ADDRESS",
            .text(accepts: MailAddress.accepted) { settings, text in
                guard let address = MailAddress(text) else { return "it is no mail address" }
                settings.notify.fromEmail = address
                return nil
            }, help: "The sender of mails."),
        row(
            "toemail", "ADDRESSES",
            .text(accepts: MailAddress.accepted) { settings, text in
                guard let list = MailAddress.list(text) else { return "one of them is no mail address" }
                settings.notify.toEmail = list
                return nil
            }, help: "The receivers of mails, separated by commas."),
        row(
            "smtphost", "HOSTNAME", default: "none: sendmail",
            .text(accepts: "a host name or address") { settings, text in
                guard isHost(text) else { return "it is no host name" }
                settings.notify.smtpHost = text
                return nil
            }, help: "The mail server. Without it mails are handed to sendmail, if there is one."),
        row(
            "sendmail", "PATH", default: "that of the system",
            .text(accepts: "an absolute path") { settings, text in
                guard text.hasPrefix("/") else { return "it is not absolute" }
                settings.notify.sendmail = text
                return nil
            }, help: "The program that takes mails when no server is given."),
        row(
            "smtpport", "PORT", default: "25, 587 or 465", .count(offAtZero: false, 0...65_535) { $0.notify.smtpPort = $1 ?? 0 },
            help: "Its port."),
        row(
            "smtptls", "auto|no|starttls|tls", default: "auto",
            .choice(["auto", "no", "starttls", "tls"]) { $0.notify.smtpTLS = NotifySettings.TLS(rawValue: $1) ?? .auto },
            help: "How the connection is protected. auto: STARTTLS when there is a user, TLS on port 465, else not at all."),
        row(
            "smtpuser", "USER",
            .text(accepts: "a user name") { settings, text in
                guard !text.isEmpty, isPlain(text) else { return "it is empty or has a control character" }
                settings.notify.smtpUser = text
                return nil
            }, help: "The user of the mail server."),
        row("smtppassword", "PASSWORD", .secret { $0.notify.smtpPassword = $1 }, help: "That user's password: as it is, or env:NAME or file:PATH."),
        row(
            "maxemailerrors", "N", default: "10", .count(offAtZero: false, 0...1000) { $0.notify.maxEmailErrors = $1 ?? 10 },
            help: "How many messages a mail holds, the newest; it tells how many more there were."),
        template(.mailSubject, "The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)."),
        template(.mailText, "Their plain text, likewise."),
        template(.mailHTML, "Their HTML, likewise."),
        off("no-email", "Send no mails for this job.") { $0.notify.email = !$1 },
    ]

    /// A text that a template can replace.
    private static func template(_ kind: MessageTemplates.Kind, _ help: String) -> OptionRow {
        row(
            kind.rawValue, "TEMPLATE",
            .text(accepts: "an UL4 template, or file:PATH with one") { settings, text in
                guard !text.isEmpty, text != "file:" else { return "it is empty" }
                if !text.hasPrefix("file:"), let flaw = TemplateSource.flaw(of: text, kind.rawValue) { return flaw }
                settings.notify.templates[kind.rawValue] = text
                return nil
            }, help: help)
    }

    private static let chatRows: [OptionRow] = [
        template(.chatTitle, "The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)."),
        template(.chatMessage, "Their text, likewise."),
        row(
            "mattermost-url", "URL",
            .text(accepts: "the address of a server, https://HOST") { settings, text in
                if let reason = HTTPRequest.refusal(of: text, needsTLS: false) { return reason }
                settings.notify.mattermostURL = text
                return nil
            }, help: "The Mattermost server."),
        row(
            "mattermost-channel", "ID",
            .text(accepts: "letters, digits, - and _, at most 64") { settings, text in
                // Mattermost's own ids are 26 lower case letters and digits; whether one exists the server knows.
                let isID =
                    (1...64).contains(text.utf8.count)
                    && text.utf8.allSatisfy {
                        $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
                guard isID else { return "it is no channel id" }
                settings.notify.mattermostChannel = text
                return nil
            }, help: "The id of the channel to post to."),
        row(
            "mattermost-token", "TOKEN", .secret { $0.notify.mattermostToken = $1 },
            help: "The access token of the bot or user that posts: as it is, or env:NAME or file:PATH."),
        off("no-mattermost", "Post nothing for this job.") { $0.notify.mattermost = !$1 },
    ]

    private static let sentryRows: [OptionRow] = [
        row("sentry-dsn", "DSN", .secret { $0.notify.sentryDSN = $1 }, help: "The project of Sentry that gets events: as it is, or env:NAME or file:PATH."),
        row(
            "sentry-environment", "NAME", default: "production",
            .text(accepts: "1 to 64 characters without / and line end, not none") { settings, text in
                guard 1...64 ~= text.unicodeScalars.count, isPlain(text), !text.contains("/"), text.lowercased() != "none" else {
                    return "Sentry does not take it"
                }
                settings.notify.sentryEnvironment = text
                return nil
            }, help: "The environment that events belong to."),
        row(
            "sentry-release", "NAME",
            .text(accepts: "1 to 200 characters without / and \\, not ., .. or latest") { settings, text in
                guard 1...200 ~= text.unicodeScalars.count, isPlain(text), !text.contains("/"), !text.contains("\\"),
                    ![".", "..", "latest"].contains(text.lowercased())
                else { return "Sentry does not take it" }
                settings.notify.sentryRelease = text
                return nil
            }, help: "The release that events belong to."),
        row("sentry-debug", "[yes|no]", default: "no", .flag { $0.notify.sentryDebug = $1 }, help: "Write what libcurl does to the log."),
        row(
            "sentry-monitor", "SLUG",
            .text(accepts: SentryCheckIn.acceptedSlug) { settings, text in
                guard SentryCheckIn.isSlug(text) else { return "it is no slug" }
                settings.notify.sentryMonitor = text
                return nil
            }, help: "Check in with this cron monitor at start and end of each run."),
        row(
            "sentry-schedule", "SCHEDULE",
            .text(accepts: SentrySchedule.accepted) { settings, text in
                guard SentrySchedule(text) != nil else { return "it is no such schedule" }
                settings.notify.sentrySchedule = text
                return nil
            }, help: "When the monitor expects runs; creates the monitor or changes it."),
        row(
            "sentry-margin", "MINUTES", .count(offAtZero: false, 1...40_320) { $0.notify.sentryMargin = $1 },
            help: "How late a run may be for the monitor."),
        row(
            "sentry-max-runtime", "MINUTES", default: "that of --maxtime", .count(offAtZero: false, 1...40_320) { $0.notify.sentryMaxRuntime = $1 },
            help: "How long a run may take for the monitor."),
        row(
            "sentry-timezone", "NAME",
            .text(accepts: "the name of a time zone, Europe/Berlin") { settings, text in
                guard 1...64 ~= text.utf8.count, text.utf8.allSatisfy({ $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "/_+-".utf8.contains($0) }) else {
                    return "it is no such name"
                }
                settings.notify.sentryTimezone = text
                return nil
            }, help: "The time zone of the monitor's schedule."),
        off("no-sentry", "Send nothing to Sentry for this job.") { $0.notify.sentry = !$1 },
    ]

    private static let serviceRows: [OptionRow] = [
        row(
            "ping-url", "URL", .secret { $0.notify.pingURL = $1 },
            help: "Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH."),
        off("no-ping", "Ping nobody for this job.") { $0.notify.ping = !$1 },
        row(
            "webhook-url", "URL", .secret { $0.notify.webhookURL = $1 }, help: "Post to this address what people are told: as it is, or env:NAME or file:PATH."),
        row(
            "webhook-format", NotifySettings.WebhookFormat.allCases.map(\.rawValue).joined(separator: "|"), default: "generic",
            .choice(NotifySettings.WebhookFormat.allCases.map(\.rawValue)) { $0.notify.webhookFormat = NotifySettings.WebhookFormat(rawValue: $1) ?? .generic },
            help: "What that address understands: JSON with all facts, or the messages of these services."),
        row(
            "webhook-secret", "SECRET", .secret { $0.notify.webhookSecret = $1 },
            help: "Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH."),
        off("no-webhook", "Call no webhook for this job.") { $0.notify.webhook = !$1 },
    ]

    private static let localRows: [OptionRow] = [
        row(
            "on-event", "COMMAND",
            .text(accepts: "a command line for /bin/sh") { settings, text in
                guard !text.isEmpty else { return "it is empty" }
                settings.notify.onEvent = text
                return nil
            }, help: "Run this when people are told something; it gets the facts as JSON on its standard input."),
        off("no-hook", "Run no command of --on-event for this job.") { $0.notify.hook = !$1 },
        row(
            "metrics-dir", "DIR",
            .text(accepts: "an absolute path") { settings, text in
                guard text.hasPrefix("/") else { return "it is not absolute" }
                settings.notify.metricsDirectory = text
                return nil
            }, help: "Write a file of metrics there after each run, for the textfile collector of Prometheus."),
        off("no-metrics", "Write no metrics for this job.") { $0.notify.metrics = !$1 },
        OptionRow(
            "notify", short: "n", "[yes|no]", default: "no", in: .notifications, .flag { $0.notify.notify = $1 },
            help: "Show a desktop notification at the end of each run in which something happened."),
        row(
            "notify-command", "PROGRAM", default: "notify-send",
            .text(accepts: "the name or path of a program") { settings, text in
                guard !text.isEmpty, !text.hasPrefix("-") else { return "it is empty or looks like an option" }
                settings.notify.notifyCommand = text
                return nil
            }, help: "The program that shows it; it gets --app-name=sisyphus, --, title and text."),
    ]

    private static func row(_ name: String, _ metavar: String, default standard: String? = nil, _ kind: OptionKind, help: String) -> OptionRow {
        OptionRow(name, metavar, default: standard, in: .notifications, kind, help: help)
    }

    private static func off(_ name: String, _ help: String, _ set: @escaping OptionKind.Setter<Bool>) -> OptionRow {
        OptionRow(name, "[yes|no]", default: "no", in: .notifications, .flag(set), help: help)
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && !(0x2028...0x2029).contains($0.value) }
    }

    private static func isHost(_ text: String) -> Bool {
        1...255 ~= text.utf8.count && !text.hasPrefix("-")
            && text.utf8.allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "-.:[]".utf8.contains($0) }
    }
}
