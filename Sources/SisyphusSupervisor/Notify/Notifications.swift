public import SisyphusCore
public import SisyphusNotify
import SisyphusUnix

/// What other commands than `run` need of the notifications.
public enum Notifications {
    /// Finds what would break the promise to tell people.
    ///
    /// - Throws: `StartFailure` if a secret cannot be read or is not what it should be, or a mail has no way out.
    public static func check(_ settings: NotifySettings) throws(StartFailure) { try NotifyStart.check(settings) }

    /// A test message for each configured channel.
    ///
    /// - Throws: `StartFailure` if a secret cannot be read or is not what it should be.
    public static func test(_ settings: RunSettings) throws(StartFailure) -> [Delivery] {
        try NotifyStart.check(settings.notify)
        let now = SystemClock.wall(utc: settings.utc)
        var report = RunReport(settings, id: RunID.new(start: now), start: now)
        report.reason = "this is a test message of sisyphus test-channels"
        let plan = DeliveryPlan(settings.notify, sendmail: Sendmail.path(settings.notify))
        let message = Message(stamp: Stamp(time: now, elapsed: 0), tags: ["info"], text: report.reason)
        var deliveries: [Delivery?] = []
        if let from = settings.notify.fromEmail {
            deliveries.append(
                plan.mail(
                    MailMessage(report: report, occasion: .test, from: from, to: settings.notify.toEmail, date: now), now: now.microseconds))
        }
        deliveries.append(plan.mattermost(.test, of: report, leftOut: 0, root: nil, now: now.microseconds))
        deliveries.append(plan.sentry(message, of: report, number: 1, now: now.microseconds))
        deliveries.append(plan.ping(.log, of: report, now: now.microseconds))
        deliveries.append(plan.webhook(.test, of: report, now: now.microseconds))
        deliveries.append(plan.hook(.test, of: report, now: now.microseconds))
        deliveries.append(plan.desktop(report, .test, now: now.microseconds))
        return deliveries.compactMap { $0 }
    }

    /// Whether metrics can be written, without touching those of a job; `nil`: none are wanted.
    public static func testMetrics(_ settings: RunSettings) -> (isGood: Bool, text: String)? {
        guard settings.notify.hasMetrics, let path = settings.notify.metricsDirectory else { return nil }
        // No collector reads files of another ending.
        let name = ".sisyphus-test"
        do throws(SystemError) {
            let directory = try Directory.open(path, createMode: nil)
            try directory.replaceFile(name, with: [], mode: 0o644, sync: false)
            try directory.unlink(name)
            return (true, "files can be written to \(path)")
        } catch {
            return (false, "\(error)")
        }
    }

    /// The base directory, below which undelivered messages are kept.
    public static func base(_ settings: RunSettings) throws(StartFailure) -> String { try BaseDirectory.path(option: settings.basedir) }
}
