import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What would break the promise to tell people is found before the job is started.
enum NotifyStart {
    /// - Throws: `StartFailure` 64 if a secret cannot be read or is not what it should be, or a mail has no way out.
    static func check(_ settings: NotifySettings) throws(StartFailure) {
        let off = try usable(settings).off
        if let sentence = off.values.min() { throw .refused(sentence) }
    }

    /// The settings without the channels that cannot be used now: whoever may not read a token, or has lost sendmail, has jobs to run all the same.
    ///
    /// - Throws: `StartFailure` 64 if an option is wrong, or with `--strict-notify` if a channel cannot be used.
    static func usable(_ settings: NotifySettings) throws(StartFailure) -> NotifySettings {
        guard settings.hasAny || !settings.secrets.isEmpty else { return settings }
        var usable = settings
        for channel in settings.channels {
            guard let obstacle = channel.obstacle(on: ThisMachine()) else { continue }
            if settings.strict { throw .refused(obstacle) }
            usable.off[type(of: channel).name] = obstacle
        }
        for kind in Channels.all where kind.isOn(settings) {
            for named in kind.secrets(settings) {
                let value: String
                do {
                    value = try Secrets.read(named.secret)
                } catch {
                    let sentence = "--\(named.option) cannot be used: \(error)"
                    if settings.strict { throw .refused(sentence) }
                    for user in Channels.all where user.needs(named, settings) { usable.off[user.name] = sentence }
                    continue
                }
                if let reason = kind.refusal(of: value, for: named.option) { throw .refused("--\(named.option) cannot be used: \(reason)") }
            }
        }
        return usable
    }

    /// Takes what the variables of OpenTelemetry say, which all programs have in common.
    static func takeVariables(_ settings: inout NotifySettings) {
        guard TelemetrySettings.variables.contains(where: { Environment.value(of: $0) != nil }) || settings.telemetry.endpoint != nil else { return }
        settings.telemetry.take(Environment.value)
    }

    /// What is said at the start about channels that are off.
    static func warnings(_ settings: RunSettings) -> [String] {
        Set(settings.notify.off.values).sorted().map { sentence in
            let names = settings.notify.off.filter { $0.value == sentence }.map(\.key.shown).sorted().joined(separator: ", ")
            return settings.origins.located("\(sentence); nothing is told over this channel in this run (\(names))")
        }
    }
}

extension Channel {
    /// Whether it cannot work without a secret.
    fileprivate static func needs(_ named: NamedSecret, _ settings: NotifySettings) -> Bool { Self.usedSecrets(settings).contains(named) }
}
