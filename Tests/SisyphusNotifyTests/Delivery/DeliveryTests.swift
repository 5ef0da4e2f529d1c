import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct DeliveryTests {
    private let settings = Sample.settings

    private var deliveries: [Delivery] { Sample.deliveries(.ended(.failure(count: 1, isReminder: false)), settings) }

    @Test func allChannelsTravel() {
        #expect(Set(deliveries.map(\.channel)) == Set(Channels.all.map { $0.name }))
        for var delivery in deliveries {
            delivery.tries = 2
            delivery.unsureSince = 7
            delivery.notBefore = 9
            delivery.isReplaceable = true
            #expect(Delivery(encoded: delivery.encoded) == delivery)
            #expect(SpoolLayout.isEntry(delivery.spoolName), "\(delivery.spoolName)")
        }
    }

    @Test func headersTravel() {
        var delivery = deliveries.first { $0.channel == .webhook }!
        guard case .http(var http) = delivery.transport else { return }
        http.headers = [Delivery.HTTP.Header(name: "a", value: "1, 2"), Delivery.HTTP.Header(name: "b", value: "")]
        delivery.transport = .http(http)
        #expect(Delivery(encoded: delivery.encoded) == delivery)
    }

    @Test func kindsAreFound() {
        for kind in Channels.all {
            var settings = settings
            if let webhook = kind as? any Webhook.Type { settings.webhook.webhookFormat = webhook.format }
            let made = Sample.deliveries(.ended(.failure(count: 1, isReminder: false)), settings).filter { $0.channel == kind.name }
            #expect(!made.isEmpty && made.allSatisfy { $0.kind == kind }, "\(kind)")
        }
    }

    @Test func everyReceiverHasItsTurn() {
        let waiting: [(lane: String, tried: Int64)] = [("a", 5), ("a", 4), ("a", 4), ("a", 4), ("a", 4), ("b", 7), ("c", 3), ("b", 2)]
        #expect(TakenAlong.choose(waiting, limit: 5) == [0, 1, 5, 6, 7])
        #expect(TakenAlong.choose(waiting, limit: 2) == [0, 6])
        #expect(TakenAlong.choose(waiting, limit: .max) == Array(0..<8))
        #expect(TakenAlong.choose([], limit: 5).isEmpty)
    }

    @Test func lanesAreOfReceivers() {
        #expect(Set(deliveries.map(\.lane)).count == deliveries.count)
        var other = deliveries[1]
        #expect(other.lane == deliveries[1].lane)
        other.transport = .http(Delivery.HTTP(dialect: .mattermost, url: .plain("https://other")))
        #expect(other.lane != deliveries[1].lane)
    }

    @Test func onlyNewsIsReplaced() {
        #expect(Set(deliveries.filter(\.isReplaceable).map(\.channel)) == [.email, .mattermost, .webhook])
        for occasion in [Occasion.failure(count: 2, isReminder: true), .recovery(failures: 1, since: 0), .messages, .stuck(1)] {
            #expect(Sample.deliveries(.ended(occasion), settings).allSatisfy { !$0.isReplaceable })
        }
        let news = Moment.Event.ended(.failure(count: 1, isReminder: false))
        let routes = Channels.all.compactMap { $0.route }
        var router = Router(routes, mailLimit: 10)
        for number in 0...Router.limit { _ = router.routes(of: Sample.message("\(number)", tags: ["mattermost"])) }
        #expect(Sample.deliveries(news, settings, router).filter(\.isReplaceable).map(\.channel) == [.email, .webhook])
        var mails = Router(routes, mailLimit: 10)
        _ = mails.routes(of: Sample.message())
        #expect(Sample.deliveries(news, settings, mails).filter(\.isReplaceable).map(\.channel) == [.mattermost, .webhook])
    }

    @Test func channelsThatAreOffNeedNoSecrets() {
        var settings = settings
        settings.email.smtpPassword = .plain("p")
        func names(_ settings: NotifySettings) -> Set<ChannelName> { Set(settings.channels.map { type(of: $0).name }) }
        func needed(_ settings: NotifySettings) -> [String] { Channels.all.filter { $0.isOn(settings) }.flatMap { $0.secrets(settings) }.map(\.option) }
        #expect(names(settings) == Set(Channels.all.map { $0.name }))
        #expect(needed(settings) == settings.secrets.map(\.option))
        (settings.email.isOn, settings.sentry.isOn, settings.webhook.isOn, settings.hook.isOn, settings.metrics.isOn) = (false, false, false, false, false)
        settings.telemetry.isOn = false
        #expect(names(settings) == [.mattermost, .ping, .desktop])
        #expect(needed(settings) == ["mattermost-token", "ping-url"])
        #expect(settings.secretVariables == self.settings.secretVariables)
    }

    @Test func nothingIsToBeDoneWithoutChannels() {
        #expect(!NotifySettings().hasAny && !NotifySettings().tellsPeople && NotifySettings().secrets.isEmpty)
        var settings = NotifySettings()
        settings.desktop.notify = true
        #expect(settings.hasAny && !settings.tellsPeople)
        settings.ping.pingURL = .plain("https://x")
        #expect(settings.tellsPeople)
    }

    @Test func metricsBeginWithZero() {
        let text = deliveries.first { $0.channel == .metrics }!.body.text
        #expect(text.contains("channel=\"email\"} 0\n") && text.contains("outcome=\"timeout\"} 0\n"))
    }

    @Test func rolesTravel() {
        let role = CourierRole(
            base: "/b", timeout: 7, isVerbose: true, version: "1", surroundings: CourierRole.Surroundings(umask: 0o27, hidden: ["A", "B_C"]))
        #expect(CourierRole(arguments: role.arguments) == role)
        #expect(CourierRole(arguments: ["sisyphus"] + role.arguments.dropFirst()) == nil)
        let plain = CourierRole(base: "/b", timeout: 7, isVerbose: false, version: "1", surroundings: CourierRole.Surroundings())
        #expect(CourierRole(arguments: plain.arguments) == plain)
    }

    @Test func postsAnswer() {
        let body = MattermostText.answering("r00t", MattermostText.body("x", channel: "c", pending: "p"))
        #expect(JSONValue(body)?["root_id"]?.string == "r00t" && JSONValue(body)?["message"]?.string == "x")
        let recovery = Sample.deliveries(.ended(.recovery(failures: 1, since: 0)), settings, earlier: Moment.Earlier(delivery: "id")).first {
            $0.channel == .mattermost
        }!
        #expect(recovery.answering("other", post: "p") == nil && deliveries[0].answering("id", post: "p") == nil)
        let answer = recovery.answering("id", post: "p")!
        #expect(JSONValue(answer.body)?["root_id"]?.string == "p" && answer.answering("id", post: "p") == nil && answer.id == recovery.id)
    }

    /// Any chunking of the stream gives the same deliveries.
    @Test(arguments: [1, 7, 1000, 1_000_000]) func frames(_ size: Int) {
        let bytes = deliveries.flatMap(DeliveryFrame.frame)
        var frames = DeliveryFrame()
        var found: [Delivery] = []
        for start in stride(from: 0, to: bytes.count, by: size) { found += frames.read(bytes[start..<min(start + size, bytes.count)]) }
        #expect(found == deliveries && !frames.isBroken)
    }

    @Test(arguments: ["x\n", "99999999999", "-1\n", "999999999\n"]) func brokenStreams(_ text: String) {
        var frames = DeliveryFrame()
        #expect(frames.read(Array(text.utf8)).isEmpty && frames.isBroken)
    }

    @Test(arguments: ["", "{}", "{}\n", "{\"version\":1}\nx"]) func brokenEntries(_ text: String) { #expect(Delivery(encoded: Array(text.utf8)) == nil) }

    @Test func halvedEntries() {
        for delivery in deliveries where !delivery.body.isEmpty { #expect(Delivery(encoded: delivery.encoded.dropLast()) == nil) }
    }

    @Test func answers() {
        let answer = DeliveryAnswer(id: "x", channel: .email, result: .spooled, text: "a\n\"b\"", post: nil, isOld: true)
        #expect(DeliveryAnswer(line: answer.line.dropLast()) == answer)
        #expect(!answer.line.dropLast().contains(UInt8(ascii: "\n")))
        #expect(DeliveryAnswer(line: Array("@!told> x".utf8)) == nil)
    }

    @Test func whatIsSentTwice() {
        var post = deliveries.first { $0.channel == .mattermost }!
        post.unsureSince = 0
        #expect(post.mayRepeat(now: 10_000_000) && !post.mayRepeat(now: 30_000_000))
        var slack = deliveries.first { $0.channel == .webhook }!
        #expect(slack.mayRepeat(now: 0))
        slack.transport = .http(Delivery.HTTP(dialect: Delivery.HTTP.Dialect("slack"), url: .plain("https://x")))
        #expect(!slack.mayRepeat(now: 0))
    }

    @Test func requests() throws {
        let webhook = deliveries.first { $0.channel == .webhook }!
        guard case .http(let http) = webhook.transport else { return }
        let request = try HTTPRequest(webhook, http, url: "https://x/y", secret: "s", now: 1_600_000_000_000_000, version: "1")
        #expect(request.headers.first { $0.name == "webhook-timestamp" }?.value == "1600000000")
        #expect(request.headers.first { $0.name == "webhook-id" }?.value == webhook.id)
        let ping = deliveries.first { $0.channel == .ping }!
        guard case .http(let target) = ping.transport else { return }
        let short = try HTTPRequest(ping, target, url: "https://p/q?create=1", secret: nil, now: 0, version: "1", pingLimit: 3)
        #expect(short.url == "https://p/q/3?create=1&rid=\(ping.id)" && short.body == Array("two".utf8))
        #expect(throws: HTTPRequest.Refusal.self) { try HTTPRequest(webhook, http, url: "http://x/y", secret: nil, now: 0, version: "1") }
        #expect(throws: HTTPRequest.Refusal.self) { try HTTPRequest(webhook, http, url: "https://x/y", secret: "a\r\nb", now: 0, version: "1") }
    }

    @Test(arguments: [
        ("https://x", true), ("http://localhost:1/x", true), ("http://127.0.0.1", true), ("http://[::1]/", true), ("http://127.0.0.1.evil.example/", false),
        ("http://127.0.0.1:80@evil.example/", false), ("http://user:x@localhost/", true), ("http://evil.example\\@localhost/", false),
        ("http://LOCALHOST./", true),
        ("http://x", false), ("http://localhost@x", false), ("http://x#@localhost/", false), ("ftp://x", false), ("https://x y", false), ("", false),
    ]) func addresses(_ url: String, _ isFine: Bool) { #expect((HTTPRequest.refusal(of: url) == nil) == isFine) }

    /// Standard Webhooks, the example of its specification's libraries.
    @Test func signature() {
        let headers = WebhookSignature.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(headers[2].value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }
}

@Suite struct VerdictTests {
    private func result(_ status: Int, code: Int32 = 0, reply: String = "", headers: [(String, String)] = [], sent: Bool = false) -> AttemptResult {
        AttemptResult(code: code, error: "words", status: status, reply: reply, headers: headers.map { (name: $0.0, value: $0.1) }, wasSent: sent)
    }

    private func kind(_ verdict: Disposition) -> String {
        switch verdict {
        case .delivered: "delivered"
        case .retry: "retry"
        case .refused: "refused"
        case .unsure: "unsure"
        }
    }

    @Test(
        arguments: [
            (0, 250, "delivered"), (55, 550, "refused"), (55, 451, "retry"), (55, 552, "refused"), (8, 554, "refused"), (67, 535, "refused"),
            (67, 454, "retry"),
            (60, 220, "refused"), (56, 354, "unsure"), (28, 354, "unsure"), (7, 0, "retry"), (6, 0, "retry"), (28, 0, "retry"),
        ] as [(Int32, Int, String)])
    func smtp(_ code: Int32, _ status: Int, _ wanted: String) { #expect(kind(SMTPVerdict.judge(result(status, code: code, sent: status == 354))) == wanted) }

    @Test(arguments: [Int32(56), CurlCode.timedOut]) func aMailThatWasCutIsSentAgain(_ code: Int32) {
        #expect(kind(SMTPVerdict.judge(result(354, code: code))) == "retry")
    }

    @Test(arguments: [
        (200, "delivered"), (201, "delivered"), (302, "refused"), (400, "refused"), (401, "refused"), (404, "refused"), (408, "retry"), (413, "refused"),
        (429, "retry"),
        (500, "retry"), (501, "refused"), (503, "retry"), (505, "refused"), (507, "retry"), (511, "retry"), (520, "retry"), (530, "retry"), (599, "retry"),
    ]) func http(_ status: Int, _ wanted: String) { #expect(kind(HTTPVerdict.judge(result(status))) == wanted) }

    @Test func sentryIsNotRepeatedOnItsErrors() { #expect(kind(HTTPVerdict.judge(result(503), SentryChannel.answers)) == "refused") }

    @Test func unanswered() {
        #expect(kind(HTTPVerdict.judge(result(0, code: 28, sent: true))) == "unsure")
        #expect(kind(HTTPVerdict.judge(result(0, code: 28))) == "retry")
        #expect(kind(HTTPVerdict.judge(result(0, code: 60))) == "refused")
    }

    @Test func pauses() {
        #expect(HTTPVerdict.judge(result(429, headers: [("retry-after", "7")])) == .retry("HTTP 429", after: 7))
        #expect(HTTPVerdict.judge(result(429, reply: #"{"retry_after":1.2}"#)) == .retry("HTTP 429", after: 2))
        #expect(HTTPVerdict.judge(result(429, reply: #"{"retry_after":1e30}"#)) == .retry("HTTP 429", after: 86_400))
    }

    /// RFC 9110, 10.2.3: a number; more than the RFC has it: fractions, absurd numbers, nonsense. Dates are read by libcurl.
    @Test(
        arguments: [
            ("7", 0, 7), (" 7 ", 0, 7), ("0", 0, 0), ("-5", 0, 0), ("1.2", 0, 2), ("99999999999999999999999", 0, 86_400), ("1e400", 0, 86_400),
            ("Sat, 28 Nov 2026 07:00:00 GMT", 120, 120), ("Sat, 28 Nov 2099 07:00:00 GMT", 2_000_000_000, 86_400), ("Sat, 28 Nov 1999 07:00:00 GMT", 0, nil),
            ("soon", 0, nil), ("nan", 0, nil), ("inf", 0, nil), ("", 0, nil),
        ] as [(String, Int64, Int64?)])
    func retryAfter(_ header: String, _ date: Int64, _ wanted: Int64?) {
        var answer = result(503, headers: [("retry-after", header)])
        answer.retryAfterDate = date
        #expect(HTTPVerdict.judge(answer) == .retry("HTTP 503", after: wanted))
        answer.status = 429
        #expect(HTTPVerdict.judge(answer, SentryChannel.answers) == .retry("HTTP 429", after: wanted ?? 60))
        var limits = RateLimits()
        limits.note(answer, key: "k", isSentry: true, now: 0)
        #expect(limits.limit("k", category: "error", now: -1) == (wanted ?? 60) * 1_000_000)
    }

    @Test func slowAnswersAreInDoubt() {
        #expect(SMTPVerdict.judge(result(354, code: CurlCode.timedOut, sent: true)) == .unsure("words", isSlow: true))
        #expect(SMTPVerdict.judge(result(354, code: 56, sent: true)) == .unsure("words", isSlow: false))
    }

    /// sysexits.h: what a sendmail that speaks SMTP itself ends with when the server is away is no word for ever.
    @Test(
        arguments: [
            (0, "delivered"), (1, "retry"), (64, "refused"), (65, "refused"), (67, "refused"), (68, "retry"), (69, "retry"), (70, "retry"), (71, "retry"),
            (74, "retry"), (75, "retry"), (76, "retry"), (77, "refused"), (78, "refused"), (127, "retry"),
        ] as [(Int32, String)])
    func mailPrograms(_ status: Int32, _ wanted: String) {
        let end = ProgramEnd.ended(.exited(status), said: "words")
        #expect(kind(CommandVerdict.judge(end, Delivery.Command(argv: ["x"], followsSysexits: true))) == wanted)
        #expect(kind(CommandVerdict.judge(end, Delivery.Command(argv: ["x"]))) == (status == 0 ? "delivered" : "refused"))
    }

    @Test func endedPrograms() {
        let mail = Delivery.Command(argv: ["x"], followsSysexits: true), hook = Delivery.Command(argv: ["x"])
        #expect(CommandVerdict.judge(.ended(.signalled(9), said: ""), mail) == .unsure("killed by signal 9", isSlow: true))
        #expect(CommandVerdict.judge(.overdue(300_000_000), mail) == .unsure("it did not end within 300 s", isSlow: true))
        #expect(CommandVerdict.judge(.ended(.signalled(9), said: "x"), hook) == .refused("killed by signal 9: x"))
        #expect(CommandVerdict.judge(.overdue(8_000_000), hook) == .refused("it did not end within 8 s"))
    }

    @Test func wordsOfTheServer() {
        #expect(HTTPVerdict.judge(result(403, reply: #"{"message":"no\nrights"}"#)).text == "HTTP 403: no rights")
        #expect(HTTPVerdict.judge(result(502, reply: "<html>bad</html>")).text == "HTTP 502")
    }

    @Test func rateLimits() {
        var limits = RateLimits()
        limits.note(
            result(200, headers: [("x-sentry-rate-limits", "60:error;monitor:key, 10:transaction:key, x:error")]), key: "k", isSentry: true, now: 1_000_000)
        #expect(limits.limit("k", category: "error", now: 2_000_000) == 61_000_000)
        #expect(limits.limit("k", category: "error", now: 62_000_000) == nil)
        #expect(limits.limit("other", category: "error", now: 2_000_000) == nil)
        #expect(RateLimits(bytes: limits.bytes(now: 2_000_000)) == limits)
        limits.note(result(429, headers: [("x-sentry-rate-limits", "5::key")]), key: "all", isSentry: true, now: 0)
        #expect(limits.limit("all", category: "monitor", now: 1) == 5_000_000)
        limits.note(result(200, headers: [("x-sentry-rate-limits", "1e300::key")]), key: "absurd", isSentry: true, now: 0)
        #expect(limits.limit("absurd", category: "monitor", now: 1) == 2_678_400_000_000)
        limits.note(result(429), key: "plain", isSentry: false, now: 0)
        #expect(limits.limit("plain", category: "error", now: 1) == 60_000_000)
    }
}
