import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What would break the promise to tell people is found before the job is started.
enum NotifyStart {
    static func check(_ settings: NotifySettings) throws(StartFailure) {
        guard settings.hasAny || !settings.secrets.isEmpty else { return }
        for channel in settings.channels {
            if let obstacle = channel.obstacle(on: ThisMachine()) { throw StartFailure("\(obstacle); the job was not started", ExitStatus.usage) }
        }
        for kind in Channels.all where kind.isOn(settings) {
            for named in kind.secrets(settings) {
                let value: String
                do {
                    value = try Secrets.read(named.secret)
                } catch {
                    throw StartFailure("--\(named.option) cannot be used: \(error); the job was not started", ExitStatus.usage)
                }
                if let reason = kind.refusal(of: value, for: named.option) {
                    throw StartFailure("--\(named.option) cannot be used: \(reason); the job was not started", ExitStatus.usage)
                }
            }
        }
    }
}
