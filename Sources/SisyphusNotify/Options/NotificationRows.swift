public import SisyphusCore

extension OptionRow {
    /// Who is told, how and when.
    static let notificationRows: [OptionRow] = policyRows + mailRows + chatRows + sentryRows + serviceRows + localRows

    private static let policyRows: [OptionRow] = [
        row(
            "tell-on", .setting(.choice, \.notify.tellOn, class: \ClassNotifySettings.Type.tellOn),
            help: "Tell people of a failure when it is new or another one than before (outcome and reason without numbers and paths), or of every one."),
        row(
            "tell-after", .setting(.count(1...1_000_000), \.notify.tellAfter, class: \ClassNotifySettings.Type.tellAfter),
            help: "Tell of failures only when so many came in a row."),
        row(
            "tell-remind", .setting(.limit(), \.notify.tellRemind, class: \ClassNotifySettings.Type.tellRemind),
            help: "Tell again of a failure that was told when it has lasted this long. 0 or none: never."),
        row(
            "notify-timeout", .setting(.duration, \.notify.timeout, class: \ClassNotifySettings.Type.notifyTimeout),
            help: "The time for all deliveries after the end of a run; what is not delivered then is kept for a later run."),
    ]

    private static let mailRows: [OptionRow] = [
        row(
            "fromemail", "ADDRESS",
            .setting(.optional(.address), \.notify.fromEmail, text: \ClassNotifySettings.Type.fromemail), help: "The sender of mails."),
        row(
            "toemail", "ADDRESSES",
            .setting(.addresses, \.notify.toEmail, text: \ClassNotifySettings.Type.toemail), help: "The receivers of mails, separated by commas."),
        row(
            "smtphost", "HOSTNAME", default: "none: sendmail",
            .setting(
                .text(accepts: "a host name or address") { text in
                    guard isHost(text) else { return "it is no host name" }
                    return nil
                }, \.notify.smtpHost, text: \ClassNotifySettings.Type.smtphost),
            help: "The mail server. Without it mails are handed to sendmail, if there is one."),
        row(
            "sendmail", "PATH", default: "that of the system",
            .setting(
                .text(accepts: "an absolute path") { text in
                    guard text.hasPrefix("/") else { return "it is not absolute" }
                    return nil
                }, \.notify.sendmail, text: \ClassNotifySettings.Type.sendmail), help: "The program that takes mails when no server is given."),
        row(
            "smtpport", "PORT", default: "25, 587 or 465", .setting(.count(0...65_535), \.notify.smtpPort, class: \ClassNotifySettings.Type.smtpport),
            help: "Its port."),
        row(
            "smtptls", .setting(.choice, \.notify.smtpTLS, class: \ClassNotifySettings.Type.smtptls),
            help: "How the connection is protected. auto: STARTTLS when there is a user, TLS on port 465, else not at all."),
        row(
            "smtpuser", "USER",
            .setting(
                .text(accepts: "a user name") { text in
                    guard !text.isEmpty, isPlain(text) else { return "it is empty or has a control character" }
                    return nil
                }, \.notify.smtpUser, text: \ClassNotifySettings.Type.smtpuser), help: "The user of the mail server."),
        row(
            "smtppassword", "PASSWORD", .setting(.secret, \.notify.smtpPassword, text: \ClassNotifySettings.Type.smtppassword),
            help: "That user's password: as it is, or env:NAME or file:PATH."),
        row(
            "maxemailerrors", .setting(.count(0...1000), \.notify.maxEmailErrors, class: \ClassNotifySettings.Type.maxemailerrors),
            help: "How many messages a mail holds, the newest; it tells how many more there were."),
        template(.mailSubject, "The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)."),
        template(.mailText, "Their plain text, likewise."),
        template(.mailHTML, "Their HTML, likewise."),
        off("no-email", "Send no mails for this job.", \.notify.email, class: \ClassNotifySettings.Type.email),
    ]

    /// A text that a template can replace.
    private static func template(_ kind: MessageTemplates.Kind, _ help: String) -> OptionRow {
        row(
            kind.rawValue, "TEMPLATE",
            .setting(
                .text(accepts: "an UL4 template, or file:PATH with one") { text in
                    guard !text.isEmpty, text != "file:" else { return "it is empty" }
                    if !text.hasPrefix("file:"), let flaw = TemplateSource.flaw(of: text, kind.rawValue) { return flaw }
                    return nil
                }, \.notify.templates[kind.rawValue], text: { (type: ClassNotifySettings.Type) in type.template(kind) }), help: help)
    }

    private static let chatRows: [OptionRow] = [
        template(.chatTitle, "The title of posts to Mattermost, an UL4 template or file:PATH with one (docs/ul4.md)."),
        template(.chatMessage, "Their text, likewise."),
        row(
            "mattermost-url", "URL",
            .setting(
                .text(accepts: "the address of a server, https://HOST") { text in
                    if let reason = HTTPRequest.refusal(of: text, needsTLS: false) { return reason }
                    return nil
                }, \.notify.mattermostURL, text: \ClassNotifySettings.Type.mattermostURL), help: "The Mattermost server."),
        row(
            "mattermost-channel", "ID",
            .setting(
                .text(accepts: "letters, digits, - and _, at most 64") { text in
                    // Mattermost's own ids are 26 lower case letters and digits; whether one exists the server knows.
                    let isID =
                        (1...64).contains(text.utf8.count)
                        && text.utf8.allSatisfy {
                            $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                        }
                    guard isID else { return "it is no channel id" }
                    return nil
                }, \.notify.mattermostChannel, text: \ClassNotifySettings.Type.mattermostChannel), help: "The id of the channel to post to."),
        row(
            "mattermost-token", "TOKEN", .setting(.secret, \.notify.mattermostToken, text: \ClassNotifySettings.Type.mattermostToken),
            help: "The access token of the bot or user that posts: as it is, or env:NAME or file:PATH."),
        off("no-mattermost", "Post nothing for this job.", \.notify.mattermost, class: \ClassNotifySettings.Type.mattermost),
    ]

    private static let sentryRows: [OptionRow] = [
        row(
            "sentry-dsn", "DSN", .setting(.secret, \.notify.sentryDSN, text: \ClassNotifySettings.Type.sentryDSN),
            help: "The project of Sentry that gets events: as it is, or env:NAME or file:PATH."),
        row(
            "sentry-environment", "NAME", default: "production",
            .setting(
                .text(accepts: "1 to 64 characters without / and line end, not none") { text in
                    guard 1...64 ~= text.unicodeScalars.count, isPlain(text), !text.contains("/"), text.lowercased() != "none" else {
                        return "Sentry does not take it"
                    }
                    return nil
                }, \.notify.sentryEnvironment, text: { (type: ClassNotifySettings.Type) in type.sentryEnvironment }),
            help: "The environment that events belong to."),
        row(
            "sentry-release", "NAME",
            .setting(
                .text(accepts: "1 to 200 characters without / and \\, not ., .. or latest") { text in
                    guard 1...200 ~= text.unicodeScalars.count, isPlain(text), !text.contains("/"), !text.contains("\\"),
                        ![".", "..", "latest"].contains(text.lowercased())
                    else { return "Sentry does not take it" }
                    return nil
                }, \.notify.sentryRelease, text: \ClassNotifySettings.Type.sentryRelease), help: "The release that events belong to."),
        row("sentry-debug", .setting(.flag, \.notify.sentryDebug, class: \ClassNotifySettings.Type.sentryDebug), help: "Write what libcurl does to the log."),
        row(
            "sentry-monitor", "SLUG",
            .setting(
                .text(accepts: SentryCheckIn.acceptedSlug) { text in
                    guard SentryCheckIn.isSlug(text) else { return "it is no slug" }
                    return nil
                }, \.notify.sentryMonitor, text: \ClassNotifySettings.Type.sentryMonitor), help: "Check in with this cron monitor at start and end of each run."
        ),
        row(
            "sentry-schedule", "SCHEDULE",
            .setting(
                .text(accepts: SentrySchedule.accepted) { text in
                    guard SentrySchedule(text) != nil else { return "it is no such schedule" }
                    return nil
                }, \.notify.sentrySchedule, text: \ClassNotifySettings.Type.sentrySchedule),
            help: "When the monitor expects runs; creates the monitor or changes it."),
        row(
            "sentry-margin", "MINUTES", .setting(.optional(.count(1...40_320)), \.notify.sentryMargin, class: \ClassNotifySettings.Type.sentryMargin),
            help: "How late a run may be for the monitor."),
        row(
            "sentry-max-runtime", "MINUTES", default: "that of --maxtime",
            .setting(.optional(.count(1...40_320)), \.notify.sentryMaxRuntime, class: \ClassNotifySettings.Type.sentryMaxRuntime),
            help: "How long a run may take for the monitor."),
        row(
            "sentry-timezone", "NAME",
            .setting(
                .text(accepts: "the name of a time zone, Europe/Berlin") { text in
                    guard 1...64 ~= text.utf8.count, text.utf8.allSatisfy({ $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "/_+-".utf8.contains($0) }) else {
                        return "it is no such name"
                    }
                    return nil
                }, \.notify.sentryTimezone, text: \ClassNotifySettings.Type.sentryTimezone), help: "The time zone of the monitor's schedule."),
        off("no-sentry", "Send nothing to Sentry for this job.", \.notify.sentry, class: \ClassNotifySettings.Type.sentry),
    ]

    private static let serviceRows: [OptionRow] = [
        row(
            "ping-url", "URL", .setting(.secret, \.notify.pingURL, text: \ClassNotifySettings.Type.pingURL),
            help: "Ping this address (healthchecks.io dialect) at start and end of each run: as it is, or env:NAME or file:PATH."),
        off("no-ping", "Ping nobody for this job.", \.notify.ping, class: \ClassNotifySettings.Type.ping),
        row(
            "webhook-url", "URL", .setting(.secret, \.notify.webhookURL, text: \ClassNotifySettings.Type.webhookURL),
            help: "Post to this address what people are told: as it is, or env:NAME or file:PATH."),
        row(
            "webhook-format", .setting(.choice, \.notify.webhookFormat, class: \ClassNotifySettings.Type.webhookFormat),
            help: "What that address understands: JSON with all facts, or the messages of these services."),
        row(
            "webhook-secret", "SECRET", .setting(.secret, \.notify.webhookSecret, text: \ClassNotifySettings.Type.webhookSecret),
            help: "Signs generic webhooks (Standard Webhooks, whsec_…), or is the access token of ntfy: as it is, or env:NAME or file:PATH."),
        off("no-webhook", "Call no webhook for this job.", \.notify.webhook, class: \ClassNotifySettings.Type.webhook),
    ]

    private static let localRows: [OptionRow] = [
        row(
            "on-event", "COMMAND",
            .setting(
                .text(accepts: "a command line for /bin/sh") { text in
                    guard !text.isEmpty else { return "it is empty" }
                    return nil
                }, \.notify.onEvent, text: \ClassNotifySettings.Type.onEvent),
            help: "Run this when people are told something; it gets the facts as JSON on its standard input."),
        off("no-hook", "Run no command of --on-event for this job.", \.notify.hook, class: \ClassNotifySettings.Type.hook),
        row(
            "metrics-dir", "DIR",
            .setting(
                .text(accepts: "an absolute path") { text in
                    guard text.hasPrefix("/") else { return "it is not absolute" }
                    return nil
                }, \.notify.metricsDirectory, text: \ClassNotifySettings.Type.metricsDir),
            help: "Write a file of metrics there after each run, for the textfile collector of Prometheus."),
        off("no-metrics", "Write no metrics for this job.", \.notify.metrics, class: \ClassNotifySettings.Type.metrics),
        OptionRow(
            "notify", short: "n", in: .notifications, .setting(.flag, \.notify.notify, class: \ClassNotifySettings.Type.notify),
            help: "Show a desktop notification at the end of each run in which something happened."),
        row(
            "notify-command", "PROGRAM", default: "notify-send",
            .setting(
                .text(accepts: "the name or path of a program") { text in
                    guard !text.isEmpty, !text.hasPrefix("-") else { return "it is empty or looks like an option" }
                    return nil
                }, \.notify.notifyCommand, text: { (type: ClassNotifySettings.Type) in type.notifyCommand }),
            help: "The program that shows it; it gets --app-name=sisyphus, --, title and text."),
    ]

    private static func row(_ name: String, _ value: @autoclosure @escaping @Sendable () -> OptionValue, help: String) -> OptionRow {
        OptionRow(name, in: .notifications, value(), help: help)
    }

    private static func row(
        _ name: String, _ metavar: String, default words: String? = nil, _ value: @autoclosure @escaping @Sendable () -> OptionValue, help: String
    ) -> OptionRow {
        OptionRow(name, metavar, default: words, in: .notifications, value(), help: help)
    }

    private static func off(
        _ name: String, _ help: String, _ path: @autoclosure @escaping @Sendable () -> WritableKeyPath<RunSettings, Bool> & Sendable,
        class property: @escaping @Sendable (ClassNotifySettings.Type) -> Bool
    ) -> OptionRow {
        OptionRow(name, in: .notifications, .setting(.off, path(), class: property), help: help)
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && !(0x2028...0x2029).contains($0.value) }
    }

    private static func isHost(_ text: String) -> Bool {
        1...255 ~= text.utf8.count && !text.hasPrefix("-")
            && text.utf8.allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "-.:[]".utf8.contains($0) }
    }
}

extension ValueParser<MailAddress> {
    fileprivate static var address: ValueParser {
        .parsed(accepts: MailAddress.accepted) { text throws(Refusal) in
            guard let address = MailAddress(text) else { throw Refusal("it is no mail address") }
            return address
        } write: {
            $0.address
        }
    }
}

extension ValueParser<[MailAddress]> {
    fileprivate static var addresses: ValueParser {
        .parsed(accepts: MailAddress.accepted) { text throws(Refusal) in
            guard let list = MailAddress.list(text) else { throw Refusal("one of them is no mail address") }
            return list
        } write: {
            $0.isEmpty ? nil : $0.map(\.address).joined(separator: ", ")
        }
    }
}
