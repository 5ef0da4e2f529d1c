public import SisyphusCore

/// Mails, one at the end of a run: by SMTP, or by the program of this machine that takes mails.
public struct EmailChannel: Channel {
    public static let name = ChannelName.email
    public static let shown = "e-mail"
    public static let route: Route? = Route(tag: "email", form: .collected)
    public static let isKept = true
    public static let answersFirst = true

    private let settings: EmailSettings
    private let from: MailAddress

    public init?(_ notify: NotifySettings) {
        let settings = notify.email
        guard settings.isOn, let from = settings.fromEmail, !settings.toEmail.isEmpty else { return nil }
        (self.settings, self.from) = (settings, from)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.email.isOn }

    public static func inherit(from job: NotifySettings, to further: inout NotifySettings) {
        further.email = job.email
        further.email.isOn = true
    }

    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] {
        settings.email.smtpPassword.map { [NamedSecret(option: "smtppassword", secret: $0)] } ?? []
    }

    public static func contradiction(_ settings: NotifySettings) -> OptionError? {
        let email = settings.email
        if !email.toEmail.isEmpty, email.fromEmail == nil { return OptionError("--toemail needs --fromemail, the sender of the mails") }
        if email.smtpPassword != nil, email.smtpUser == nil { return OptionError("--smtppassword needs --smtpuser") }
        if email.smtpUser != nil, email.smtpPassword == nil { return OptionError("--smtpuser needs --smtppassword") }
        if email.smtpPassword != nil, email.smtpTLS == .no {
            return OptionError("--smtptls no would send the password of --smtppassword unprotected; accepted with it: auto, starttls, tls")
        }
        if let host = email.smtpHost, let port = MailServer(host)?.port, email.smtpPort != 0, email.smtpPort != port {
            return OptionError("--smtphost \(host) and --smtpport \(email.smtpPort) name two ports")
        }
        if email.smtpHost != nil, let local = email.toEmail.first(where: \.isLocal) {
            return OptionError(
                "--toemail \(local.address) needs sendmail, which knows the users of this machine; with --smtphost, write \(local.address)@DOMAIN")
        }
        return nil
    }

    public func obstacle(on machine: any Machine) -> String? {
        guard settings.smtpHost == nil, sendmail(on: machine) == nil else { return nil }
        return "--toemail needs --smtphost, because this machine has no sendmail (or the one of --sendmail cannot be read)"
    }

    private func sendmail(on machine: any Machine) -> String? {
        (settings.sendmail.map { [$0] } ?? ["/usr/sbin/sendmail", "/usr/lib/sendmail"]).first(where: machine.canRead)
    }

    public func deliveries(at moment: Moment) -> [Delivery] {
        let occasion: Occasion
        switch moment.event {
        case .ended(let told) where told != nil || moment.messages.hasMail: occasion = told ?? .messages
        case .test: occasion = .test
        default: return []
        }
        var mail = MailMessage(
            report: moment.report, occasion: occasion, messages: moment.messages.mail, counts: moment.messages.mailCounts, from: from, to: settings.toEmail,
            date: moment.date, inReplyTo: occasion.isAnswer ? moment.earlier.delivery : nil)
        moment.templates?.apply(to: &mail)
        guard let transport = transport(mail, moment.machine) else { return [] }
        var body = mail.bytes()
        // sendmail wants the line ends of this system.
        if case .command = transport { body.removeAll { $0 == UInt8(ascii: "\r") } }
        var delivery = moment.delivery(mail.messageID, over: .email, transport, body)
        let isAlone = mail.counts.messages == 0 && mail.counts.exceptions == mail.messages.count(where: \.isAborting)
        delivery.isReplaceable = occasion.isNews && isAlone
        return [delivery]
    }

    private func transport(_ mail: MailMessage, _ machine: any Machine) -> Delivery.Transport? {
        if let server = settings.smtpHost.flatMap({ MailServer($0) }) {
            return .smtp(
                Delivery.SMTP(
                    host: server.host, port: server.port ?? settings.smtpPort, tls: settings.smtpTLS, user: settings.smtpUser, password: settings.smtpPassword,
                    from: mail.from.address, to: mail.to.map(\.address)))
        }
        // The receivers are named, so that no header decides where the mail goes.
        return sendmail(on: machine).map {
            .command(Delivery.Command(argv: [$0, "-i", "-f", mail.from.address, "--"] + mail.to.map(\.address), followsSysexits: true))
        }
    }

    public static func receiver(of command: Delivery.Command) -> String { command.argv.drop { $0 != "--" }.dropFirst().joined(separator: ", ") }
    public static func delivered(to receiver: String, about: String, said: String) -> String { "Sent email report\(about) to \(receiver)\(said)" }
}

extension ChannelName {
    public static let email = ChannelName("email")
}
