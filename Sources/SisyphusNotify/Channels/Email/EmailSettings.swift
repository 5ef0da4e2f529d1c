public import SisyphusCore

/// What the options about mails decide.
public struct EmailSettings: SettingsPart {
    public var isOn = true
    public var fromEmail: MailAddress?
    public var toEmail: [MailAddress] = []
    public var smtpHost: String?
    /// 0: 25, or 587 with STARTTLS and a user, or 465 with TLS.
    public var smtpPort = 0
    /// The program that takes mails when there is no host; `nil`: where it usually is.
    public var sendmail: String?
    public var smtpUser: String?
    public var smtpPassword: Secret?
    public var smtpTLS: NotifySettings.TLS = .auto
    /// Messages that a mail holds; the newest are kept.
    public var maxEmailErrors = 10

    public init() {}
}

extension NotifySettings {
    /// How the connection to a mail server is protected; `auto`: by STARTTLS when there is a user, by TLS on port 465, else not at all.
    public enum TLS: String, Sendable, CaseIterable { case auto, no, starttls, tls }

    public var email: EmailSettings {
        get { parts[EmailSettings.self] }
        set { parts[EmailSettings.self] = newValue }
    }
}

extension EmailChannel {
    public static let options: [OptionRow] = [
        .notify(
            "fromemail", "ADDRESS",
            .text(accepts: MailAddress.accepted) { settings, text in
                guard let address = MailAddress(text) else { return "it is no mail address" }
                settings.notify.email.fromEmail = address
                return nil
            }, help: "The sender of mails."),
        .notify(
            "toemail", "ADDRESSES",
            .text(accepts: MailAddress.accepted) { settings, text in
                guard let list = MailAddress.list(text) else { return "one of them is no mail address" }
                settings.notify.email.toEmail = list
                return nil
            }, help: "The receivers of mails, separated by commas."),
        .notify(
            "smtphost", "HOSTNAME", default: "none: sendmail",
            .text(accepts: "a host name or address") { settings, text in
                guard isHost(text) else { return "it is no host name" }
                settings.notify.email.smtpHost = text
                return nil
            }, help: "The mail server. Without it mails are handed to sendmail, if there is one."),
        .notify(
            "sendmail", "PATH", default: "that of the system",
            .text(accepts: "an absolute path") { settings, text in
                guard text.hasPrefix("/") else { return "it is not absolute" }
                settings.notify.email.sendmail = text
                return nil
            }, help: "The program that takes mails when no server is given."),
        .notify(
            "smtpport", "PORT", default: "25, 587 or 465", .count(offAtZero: false, 0...65_535) { $0.notify.email.smtpPort = $1 ?? 0 },
            help: "Its port."),
        .notify(
            "smtptls", "auto|no|starttls|tls", default: "auto",
            .choice(["auto", "no", "starttls", "tls"]) { $0.notify.email.smtpTLS = NotifySettings.TLS(rawValue: $1) ?? .auto },
            help: "How the connection is protected. auto: STARTTLS when there is a user, TLS on port 465, else not at all."),
        .notify(
            "smtpuser", "USER",
            .text(accepts: "a user name") { settings, text in
                guard !text.isEmpty, text.isPlain else { return "it is empty or has a control character" }
                settings.notify.email.smtpUser = text
                return nil
            }, help: "The user of the mail server."),
        .notify("smtppassword", "PASSWORD", .secret { $0.notify.email.smtpPassword = $1 }, help: "That user's password: as it is, or env:NAME or file:PATH."),
        .notify(
            "maxemailerrors", "N", default: "10", .count(offAtZero: false, 0...1000) { $0.notify.email.maxEmailErrors = $1 ?? 10 },
            help: "How many messages a mail holds, the newest; it tells how many more there were."),
        .template(.mailSubject, "The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)."),
        .template(.mailText, "Their plain text, likewise."),
        .template(.mailHTML, "Their HTML, likewise."),
        .off("no-email", "Send no mails for this job.") { $0.notify.email.isOn = !$1 },
    ]

    private static func isHost(_ text: String) -> Bool {
        1...255 ~= text.utf8.count && !text.hasPrefix("-")
            && text.utf8.allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "-.:[]".utf8.contains($0) }
    }
}
