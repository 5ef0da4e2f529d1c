public import SisyphusCore

/// Options about notifications that cannot be meant together, and secrets that cannot be what they should.
public enum NotifyCheck {
    /// - Throws: `OptionError` about the first contradiction.
    public static func check(_ settings: NotifySettings) throws(OptionError) {
        if !settings.toEmail.isEmpty, settings.fromEmail == nil { throw OptionError("--toemail needs --fromemail, the sender of the mails") }
        if settings.smtpPassword != nil, settings.smtpUser == nil { throw OptionError("--smtppassword needs --smtpuser") }
        if settings.smtpUser != nil, settings.smtpPassword == nil { throw OptionError("--smtpuser needs --smtppassword") }
        if settings.smtpPassword != nil, settings.smtpTLS == .no {
            throw OptionError("--smtptls no would send the password of --smtppassword unprotected; accepted with it: auto, starttls, tls")
        }
        let mattermost = [("url", settings.mattermostURL != nil), ("channel", settings.mattermostChannel != nil), ("token", settings.mattermostToken != nil)]
        if mattermost.contains(where: \.1), let missing = mattermost.first(where: { !$0.1 }) {
            throw OptionError("--mattermost-\(missing.0) is missing: Mattermost needs url, channel and token")
        }
        if settings.sentryMonitor != nil, settings.sentryDSN == nil { throw OptionError("--sentry-monitor needs --sentry-dsn") }
        if settings.sentrySchedule != nil, settings.sentryMonitor == nil { throw OptionError("--sentry-schedule needs --sentry-monitor") }
        if settings.webhookSecret != nil, settings.webhookURL == nil { throw OptionError("--webhook-secret needs --webhook-url") }
    }

    static func contradiction(_ settings: NotifySettings) -> OptionError? {
        do throws(OptionError) {
            try check(settings)
            return nil
        } catch {
            return error
        }
    }

    /// Why a secret cannot be used for its option, without showing it; `nil`: it can.
    public static func refusal(of value: String, for option: String, settings: NotifySettings) -> String? {
        switch option {
        case "sentry-dsn": SentryDSN(value) == nil ? "it is not of the form \(SentryDSN.accepted)" : nil
        case "ping-url": HTTPRequest.refusal(of: value, needsTLS: false)
        case "webhook-url": HTTPRequest.refusal(of: value, needsTLS: true)
        default: value.utf8.contains { $0 < 0x20 || $0 == 0x7f } ? "it holds a control character" : nil
        }
    }
}
