import SisyphusOptions
import SisyphusSupervisor
import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct WebTests {
    private func report(_ status: Status, exit: Int32? = nil, signal: Int32? = nil) -> RunReport {
        var report = Sample.report
        (report.status, report.exitCode, report.signal) = (status, exit, signal)
        return report
    }

    @Test func pingsTellTheExitStatus() {
        #expect(Ping.event(report(.successful, exit: 0)) == .success)
        #expect(Ping.event(report(.uneventful, exit: 0)) == .success)
        #expect(Ping.event(report(.failed, exit: 3)) == .exit(3))
        #expect(Ping.event(report(.failed, signal: 9)) == .exit(137))
        #expect(Ping.event(report(.timeout)) == .fail)
        #expect(Ping.event(report(.interrupted, signal: 15)) == .log)
    }

    @Test(
        arguments: [
            ("default", "fetch", nil, "fetch"), ("ACME", "Fetch_2", "x", "acme-fetch_2-x"), ("default", "a.b", nil, "a-b-2e7336dc"),
            ("default", "jöb", nil, "j--b-531e2959"),
        ] as [(String, String, String?, String)]) func slugsOfChecks(_ project: String, _ job: String, _ identifier: String?, _ slug: String)
    {
        var report = RunReport()
        (report.project, report.job, report.identifier) = (project, job, identifier)
        #expect(Ping.slug(report) == slug)
        report.job = String(repeating: "long.", count: 40)
        #expect(Ping.slug(report).utf8.count == 100)
        #expect(Ping.url("https://hc.example/ping/KEY/", .start, rid: "R", slug: "a") == "https://hc.example/ping/KEY/a/start?create=1&rid=R")
    }

    @Test(arguments: [.start, .success, .fail, .log, .exit(7)] as [Ping.Event]) func eventsTravel(_ event: Ping.Event) {
        #expect(Ping.Event(word: event.word) == event)
    }

    @Test func metricsEscapeLabels() {
        var report = Sample.report
        report.job = "a\"b\\c\nd"
        var state = NotificationLog()
        state.runs = ["failed": 2]
        let text = PrometheusText.bytes(report, state: state, failures: FailureCounts()).text
        #expect(text.contains(#"sisyphus_runs_total{project="ACME.FooBar",job_name="a\"b\\c\nd",outcome="failed"} 2"# + "\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("# ") || $0.hasPrefix("sisyphus_") } && text.hasSuffix("\n"))
    }

    @Test func metricsTellOfRunsThatGoOn() {
        var failures = FailureCounts()
        failures.counts = [.email: 2]
        func text(_ activity: PrometheusText.Activity) -> String {
            PrometheusText.bytes(Sample.report, state: NotificationLog(), failures: failures, activity: activity).text
        }
        #expect(text(.ended).contains("sisyphus_running{project=\"ACME.FooBar\",job_name=\"Fetch\"} 0\n") && text(.ended).contains("sisyphus_last_exit_code"))
        #expect(text(.running).contains("Fetch\"} 1\n") && text(.running).contains("sisyphus_last_exit_code"))
        #expect(!text(.runningFirst).contains("sisyphus_last_exit_code") && !text(.runningFirst).contains("last_run"))
        #expect(text(.ended).contains("channel=\"email\"} 2\n"))
    }

    @Test func fileNamesAreOfTheirJobAlone() {
        var one = Sample.report
        var other = Sample.report
        (one.project, one.job) = ("a.b", "c")
        (other.project, other.job) = ("a", "b.c")
        #expect(PrometheusText.fileName(one) != PrometheusText.fileName(other))
        one.job = "../../etc/passwd"
        #expect(!PrometheusText.fileName(one).contains("/"))
    }

    @Test func webhooksCallNobody() {
        var report = Sample.report
        report.reason = "<!channel> & @everyone ```"
        report.lastLines = ["``` <@U1>", String(repeating: "x", count: 9000)]
        let failure = Occasion.failure(count: 1, isReminder: false)
        func body(_ format: NotifySettings.WebhookFormat) -> [UInt8] {
            var settings = NotifySettings()
            (settings.webhook.webhookURL, settings.webhook.webhookFormat) = (.plain("https://x"), format)
            return Sample.deliveries(.ended(failure), settings, of: report)[0].body
        }
        let slack = body(.slack).text
        #expect(!slack.contains("<!") && !slack.contains("<@") && slack.contains("&lt;!channel&gt; &amp;"))
        let discord = JSONValue(body(.discord))!
        #expect(discord["content"]!.string!.unicodeScalars.count <= 2000 && discord["allowed_mentions"]?["parse"] == .array([]))
        #expect(body(.ntfy).count <= 4096)
    }

    @Test(arguments: ["https://h", "https://h/", "https://h/api/v4/posts", "https://h/api/v4/posts/", "https://h/api/v4", "https://h/api/v4//"])
    func theAddressOfMattermostMayNameItsInterface(_ address: String) { #expect(MattermostChannel.server(address) == "https://h") }

    @Test func theAddressOfMattermostMayBeBelow() { #expect(MattermostChannel.server("https://h/chat/api/v4/posts") == "https://h/chat") }

    @Test func postsStayWithinTheLimit() {
        let message = Sample.message(String(repeating: "ä", count: 60_000), tags: ["x"])
        let body = JSONValue(MattermostText.body(MattermostText.post(message, of: Sample.report), channel: "c", pending: "p"))!
        #expect(body["message"]!.string!.unicodeScalars.count <= 15_000 && body["message"]!.string!.contains("**Timestamp**"))
    }

    @Test func secretWordsAreFound() {
        let words = ["sisyphus", "run", "--sentry-dsn=https://k@h/1", "--ping_url", "https://p", "--mattermost-token", "env:T", "--", "--ping-url", "x"]
        let places = SecretWords(words, until: 8, table: .standard).places
        #expect(places.map(\.word) == [2, 4] && places.map(\.byte) == [13, 0])
        #expect(SecretWords(["s", "--ping-url=\u{301}https://p"], until: 2, table: .standard).places.map(\.byte) == [11])
    }
}
