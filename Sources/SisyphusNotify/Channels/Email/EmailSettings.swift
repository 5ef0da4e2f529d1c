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
    /// How the connection to a mail server is protected.
    public enum TLS: String, Sendable, CaseIterable {
        /// By STARTTLS when there is a user, by TLS on port 465, else not at all.
        case auto
        /// Not at all.
        case no
        /// By STARTTLS.
        case starttls
        /// By TLS from the beginning.
        case tls
    }

    /// Of mails.
    public var email: EmailSettings {
        get { parts[EmailSettings.self] }
        set { parts[EmailSettings.self] = newValue }
    }
}

extension EmailChannel {
    public static let options: [OptionRow] = [
        .notify(
            "fromemail", "ADDRESS",
            .setting(.optional(.address), \.notify.email.fromEmail, text: \ClassNotifySettings.Type.fromemail), help: "The sender of mails."),
        .notify(
            "toemail", "ADDRESSES",
            .setting(.addresses, \.notify.email.toEmail, text: \ClassNotifySettings.Type.toemail), help: "The receivers of mails, separated by commas."),
        .notify(
            "smtphost", "HOSTNAME", default: "none: sendmail",
            .setting(
                .text(accepts: "a host name or address, with :PORT if need be") { text in
                    guard MailServer(text) != nil else { return "it is no host name" }
                    return nil
                }, \.notify.email.smtpHost, text: \ClassNotifySettings.Type.smtphost),
            help: "The mail server. Without it mails are handed to sendmail, if there is one."),
        .notify(
            "sendmail", "PATH", default: "that of the system",
            .setting(
                .text(accepts: "an absolute path") { text in
                    guard text.hasPrefix("/") else { return "it is not absolute" }
                    return nil
                }, \.notify.email.sendmail, text: \ClassNotifySettings.Type.sendmail), help: "The program that takes mails when no server is given."),
        .notify(
            "smtpport", "PORT", default: "25, 587 or 465", .setting(.count(0...65_535), \.notify.email.smtpPort, class: \ClassNotifySettings.Type.smtpport),
            help: "Its port."),
        .notify(
            "smtptls", .setting(.choice, \.notify.email.smtpTLS, class: \ClassNotifySettings.Type.smtptls),
            help: "How the connection is protected. auto: STARTTLS when there is a user, TLS on port 465, else not at all."),
        .notify(
            "smtpuser", "USER",
            .setting(
                .text(accepts: "a user name") { text in
                    guard !text.isEmpty, text.isPlain else { return "it is empty or has a control character" }
                    return nil
                }, \.notify.email.smtpUser, text: \ClassNotifySettings.Type.smtpuser), help: "The user of the mail server."),
        .notify(
            "smtppassword", "PASSWORD", .setting(.secret, \.notify.email.smtpPassword, text: \ClassNotifySettings.Type.smtppassword),
            help: "That user's password: as it is, or env:NAME or file:PATH."),
        .notify(
            "maxemailerrors", .setting(.count(0...1000), \.notify.email.maxEmailErrors, class: \ClassNotifySettings.Type.maxemailerrors),
            help: "How many messages a mail holds, the newest; it tells how many more there were."),
        .template(.mailSubject, "The subject of mails, an UL4 template or file:PATH with one (docs/ul4.md)."),
        .template(.mailText, "Their plain text, likewise."),
        .template(.mailHTML, "Their HTML, likewise."),
        .off("no-email", "Send no mails for this job.", \.notify.email.isOn, class: \ClassNotifySettings.Type.email),
    ]
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
            guard let list = MailAddress.list(text, acceptsLocal: true) else { throw Refusal("one of them is no mail address") }
            return list
        } write: {
            $0.isEmpty ? nil : $0.map(\.address).joined(separator: ", ")
        }
    }
}
