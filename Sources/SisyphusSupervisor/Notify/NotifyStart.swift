import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What would break the promise to tell people is found before the job is started.
enum NotifyStart {
    static func check(_ settings: NotifySettings) throws(StartFailure) {
        if settings.hasEmail, settings.smtpHost == nil, Sendmail.path(settings) == nil {
            throw StartFailure(
                "--toemail needs --smtphost, because this machine has no sendmail (or the one of --sendmail cannot be read); the job was not started",
                ExitStatus.usage)
        }
        for (option, secret) in settings.neededSecrets {
            let value: String
            do {
                value = try Secrets.read(secret)
            } catch {
                throw StartFailure("--\(option) cannot be used: \(error); the job was not started", ExitStatus.usage)
            }
            if let reason = NotifyCheck.refusal(of: value, for: option, settings: settings) {
                throw StartFailure("--\(option) cannot be used: \(reason); the job was not started", ExitStatus.usage)
            }
        }
    }
}
