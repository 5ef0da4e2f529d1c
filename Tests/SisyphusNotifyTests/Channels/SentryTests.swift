import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct SentryTests {
    @Test(
        arguments: [
            ("https://key@host/1", "https://host/api/1/envelope/", "key", nil),
            ("http://k:s@host:9000/a/b/7", "http://host:9000/a/b/api/7/envelope/", "k", "s"),
            (" http://k@[::1]:9000/1?x=y ", "http://[::1]:9000/api/1/envelope/", "k", nil),
        ] as [(String, String, String, String?)])
    func names(_ text: String, _ endpoint: String, _ key: String, _ secret: String?) {
        let dsn = SentryDSN(text)
        #expect(dsn?.endpoint == endpoint && dsn?.publicKey == key && dsn?.secretKey == secret)
    }

    @Test(arguments: [
        "", "https://host/1", "https://@host/1", "https://k@host/", "https://k@host/abc", "ftp://k@host/1", "https://k@/1", "https://k@:80/1",
        "https://k\r\nX: y@host/1", "https://k@host/1/",
    ])
    func namesThatAreNone(_ text: String) { #expect(SentryDSN(text) == nil) }

    private func event(_ message: Message?) -> JSONValue {
        JSONValue(SentryEvent(report: Sample.report, message: message, environment: "production", release: nil, number: 1, time: 5).json.bytes)!
    }

    @Test(arguments: [(["warning", "error"], "error"), (["debug"], "debug"), ([], "info"), (["fatal"], "fatal")] as [([String], String)])
    func levels(_ tags: [String], _ level: String) { #expect(event(Sample.message(tags: tags))["level"]?.string == level) }

    @Test func failures() {
        let event = event(nil)
        guard case .array(let values)? = event["exception"]?["values"] else { Issue.record("no exception"); return }
        #expect(event["level"]?.string == "fatal" && event["logentry"] == nil)
        #expect(values[0]["type"]?.string == "JobFailed" && values[0]["value"]?.string == "failed with exit status 3")
        #expect(event["tags"]?["outcome"]?.string == "failed")
        #expect(event["contexts"]?["trace"]?["trace_id"]?.string == SentryEvent.trace(Sample.report.id))
    }

    @Test func tagsOfMessages() { #expect(event(Sample.message(tags: ["a.b"]))["tags"]?["sisyphus.tag.a.b"]?.string == "true") }

    /// As for people: another exit status is another failure.
    @Test(arguments: [(3, 4), (1, 77)] as [(Int32, Int32)]) func exitStatusesAreIssuesOfTheirOwn(_ one: Int32, _ other: Int32) {
        func print(_ status: Int32) -> JSONValue? {
            var report = Sample.report
            (report.exitCode, report.reason) = (status, "failed with exit status \(status)")
            return JSONValue(SentryEvent(report: report, message: nil, environment: "p", release: nil, number: 0, time: 0).json.bytes)?["fingerprint"]
        }
        #expect(print(one) != print(other) && print(one) == print(one))
    }

    @Test func repeatedFailuresAreOneIssue() {
        var other = Sample.report
        other.reason = "failed with exit status 3 in /tmp/xyz"
        var same = Sample.report
        same.reason = "failed with exit status 3 in /tmp/abc"
        func print(_ report: RunReport) -> JSONValue? {
            JSONValue(SentryEvent(report: report, message: nil, environment: "p", release: nil, number: 0, time: 0).json.bytes)?["fingerprint"]
        }
        #expect(print(other) == print(same))
    }

    @Test func checkIns() {
        var settings = NotifySettings()
        settings.monitor.sentryMonitor = "nightly"
        settings.monitor.sentrySchedule = "15 minutes"
        let start = JSONValue(SentryCheckIn(run: "r", status: .inProgress, settings: settings, maxtime: 90_000_000).json.bytes)!
        let end = JSONValue(SentryCheckIn(run: "r", status: .ok, elapsed: 1_500_000, settings: settings, maxtime: nil).json.bytes)!
        #expect(start["check_in_id"] == end["check_in_id"] && start["duration"] == nil && end["duration"]?.double == 1.5)
        #expect(start["monitor_config"]?["schedule"]?["unit"]?.string == "minute" && end["monitor_config"] == nil)
        #expect(start["monitor_config"]?["max_runtime"]?.int == 3)
    }

    @Test(arguments: ["0 3 * * *", "@daily", "1 hour", "*/5 1-3 1,2 JAN ?"]) func schedules(_ text: String) { #expect(SentrySchedule(text) != nil) }
    @Test(arguments: ["", "@reboot", "0 3 * *", "0 0 0 3 * * *", "0 hour", "1 fortnight", "\" * * * *"]) func schedulesThatAreNone(_ text: String) {
        #expect(SentrySchedule(text) == nil)
    }
    @Test(arguments: [("a", true), ("a-b_1", true), ("1", false), ("A", false), ("", false), (String(repeating: "a", count: 51), false)])
    func slugs(_ text: String, _ isSlug: Bool) { #expect(SentryCheckIn.isSlug(text) == isSlug) }
}
