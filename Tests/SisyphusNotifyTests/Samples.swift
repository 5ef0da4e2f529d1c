@testable import SisyphusCore
@testable import SisyphusNotify

/// A run that failed, for the tests of messages.
enum Sample {
    static let start = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)

    static var report: RunReport {
        var report = RunReport()
        report.project = "ACME.FooBar"
        report.job = "Fetch"
        report.id = "01m857q20rk6pd73gm6pg5dtrh"
        report.command = "./script.sh"
        report.host.name = "host"
        report.host.ip = "192.0.2.1"
        report.host.system = "Linux"
        report.host.release = "6.1.0"
        report.user.name = "user"
        report.user.home = "/home/user"
        report.pid = 8262
        report.version = "0.1.0"
        report.start = start
        report.end = Timestamp(microseconds: start.microseconds + 12_345_678, utcOffset: 3600)
        report.elapsed = 12_345_678
        report.status = .failed
        report.reason = "failed with exit status 3"
        report.exitCode = 3
        report.logPath = "/home/user/ll.sisyphus/ACME.FooBar/Fetch/2026-11-23 17-45-29_773522.sisyphuslog"
        report.lines = 1234
        report.lastLines = ["one", "two"]
        return report
    }

    static func message(_ text: String = "hello", tags: [String] = ["email"], kind: Message.Kind = .message, tasks: [LogTask] = []) -> Message {
        Message(kind: kind, stamp: Stamp(time: start, elapsed: 1000), tasks: tasks, tags: tags, text: text)
    }

    static func event(_ text: String, _ tags: [String], continues: Bool = false, at elapsed: Int64 = 0, source: Event.Source = .stdout) -> Event {
        Event(stamp: Stamp(time: start, elapsed: elapsed), source: source, tags: tags, text: Array(text.utf8), continues: continues)
    }

    /// All channels.
    static var settings: NotifySettings {
        var settings = NotifySettings()
        settings.sentry.sentryDSN = .file("/x")
        settings.monitor.sentryMonitor = "slug"
        settings.telemetry.endpoint = .plain("https://c:4318")
        settings.webhook.webhookURL = .plain("https://x/y")
        settings.webhook.webhookSecret = .environment("S")
        settings.ping.pingURL = .plain("https://p/q")
        settings.mattermost.mattermostURL = "https://m"
        settings.mattermost.mattermostChannel = String(repeating: "c", count: 26)
        settings.mattermost.mattermostToken = .environment("T")
        settings.hook.onEvent = "cat"
        settings.metrics.metricsDir = "/m"
        settings.desktop.notify = true
        settings.email.fromEmail = MailAddress("a@b")
        settings.email.toEmail = [MailAddress("c@d")!]
        settings.email.smtpHost = "h"
        return settings
    }

    static func deliveries(
        _ event: Moment.Event, _ settings: NotifySettings, _ messages: Router = Router(), of report: RunReport = report, earlier: Moment.Earlier = .init()
    ) -> [Delivery] {
        var moment = Moment(event, of: report, date: report.end, on: EmptyMachine())
        (moment.messages, moment.earlier) = (messages, earlier)
        moment.channelNames = settings.channels.map { type(of: $0).name }
        return settings.channels.flatMap { $0.deliveries(at: moment) }
    }
}

/// A machine without programs.
struct EmptyMachine: Machine {
    func canRead(_ path: String) -> Bool { false }
    func hasProgram(_ name: String) -> Bool { false }
    func flaw(writingTo directory: String) -> String? { nil }
}
