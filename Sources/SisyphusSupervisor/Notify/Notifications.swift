public import SisyphusCore
public import SisyphusNotify
import SisyphusUnix

/// What other commands than `run` need of the notifications.
public enum Notifications {
    /// Finds what would break the promise to tell people.
    ///
    /// - Throws: `StartFailure` if a secret cannot be read or is not what it should be, or a mail has no way out.
    public static func check(_ settings: RunSettings) throws(StartFailure) {
        do throws(StartFailure) { try NotifyStart.check(settings.notify) } catch { throw error.located(in: settings) }
    }

    /// The settings without channels that cannot be used on this machine now; `trials` tells of these.
    ///
    /// - Throws: `StartFailure` if a secret is not what it should be.
    public static func usable(_ given: RunSettings) throws(StartFailure) -> RunSettings {
        var settings = given
        settings.notify.strict = false
        NotifyStart.takeVariables(&settings.notify)
        do throws(StartFailure) { settings.notify = try NotifyStart.usable(settings.notify) } catch { throw error.located(in: given) }
        return settings
    }

    /// A test message for each channel that can be used.
    public static func test(_ settings: RunSettings) -> [Delivery] {
        let now = SystemClock.wall(utc: settings.utc)
        var report = RunReport(settings, id: RunID.new(start: now), start: now)
        report.reason = "this is a test message of sisyphus test-channels"
        let moment = Moment(.test, of: report, date: now, on: ThisMachine())
        return settings.notify.channels.flatMap { $0.deliveries(at: moment) }
    }

    /// What can be tried without a message, by channel.
    public static func trials(_ settings: RunSettings) -> [(channel: String, isGood: Bool, text: String)] {
        settings.notify.off.sorted { $0.key.shown < $1.key.shown }.map { ($0.key.shown, false, settings.origins.located($0.value)) }
            + settings.notify.channels.compactMap { channel in channel.trial(on: ThisMachine()).map { (type(of: channel).shown, $0.isGood, $0.text) } }
    }

    /// The base directory, below which undelivered messages are kept.
    public static func base(_ settings: RunSettings) throws(StartFailure) -> String {
        do throws(StartFailure) { return try BaseDirectory.path(option: settings.basedir) } catch { throw error.located(in: settings) }
    }
}
