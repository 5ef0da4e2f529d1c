import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// The program that takes mails on this machine.
enum Sendmail {
    static func path(_ settings: NotifySettings) -> String? {
        (settings.sendmail.map { [$0] } ?? ["/usr/sbin/sendmail", "/usr/lib/sendmail"]).first { path in
            guard (try? OpenFile.open(path, File.readOnly | File.nonBlocking)) != nil else { return false }
            return true
        }
    }
}
