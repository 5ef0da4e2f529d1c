import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct TelemetryTests {
    @Test(
        arguments: [
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true, true), ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true, false),
            // A later version may say more; this one may not.
            ("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", true, true),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", false, false),
            ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false, false),
            ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false, false),
            ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false, false),
            ("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false, false),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g", false, false), ("", false, false), ("00-0af7-b7ad-01", false, false),
        ])
    func whatStartedARunIsItsParent(_ text: String, _ isOne: Bool, _ isSampled: Bool) {
        let parent = TraceContext(text)
        #expect((parent != nil) == isOne && (parent?.isSampled ?? false) == isSampled)
        let run = TraceContext(run: "id", in: parent)
        #expect(TraceContext(run.text) == run && run.span != parent?.span)
        #expect(parent == nil ? run.trace == SentryEvent.trace("id") && run.isSampled : run.trace == parent?.trace && run.isSampled == isSampled)
    }

    func settings(_ variables: [String: String]) -> TelemetrySettings {
        var settings = TelemetrySettings()
        settings.take { variables[$0] }
        return settings
    }

    @Test func variablesOfOpenTelemetry() {
        let all = settings([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_EXPORTER_OTLP_HEADERS": "a=b%20c", "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=x, team = a%2Cb,broken", "OTEL_SERVICE_NAME": "y",
            "TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "TRACESTATE": "k=v",
        ])
        #expect(all.endpoint == .plain("http://c:4318") && !all.isWhole && all.headers == .plain("a=b%20c") && all.timeout == 2_500_000)
        #expect(all.resource == ["service.name": "y", "team": "a,b"] && all.parent?.span == "b7ad6b7169203331" && all.state == "k=v")
        let own = settings([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/x", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "0",
        ])
        #expect(own.endpoint == .plain("http://t/x") && own.isWhole && own.timeout == nil && own.parent == nil)
        for (name, value) in [
            ("OTEL_SDK_DISABLED", "true"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        ] {
            #expect(!settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"].merging([name: value]) { $1 }).isUsed, "\(name)")
        }
        var given = TelemetrySettings()
        given.endpoint = .plain("https://own")
        given.take { ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_HEADERS": "a=b", "OTEL_SERVICE_NAME": "y"][$0] }
        #expect(given.endpoint == .plain("https://own") && given.headers == nil && given.resource == ["service.name": "y"])
    }

    func delivery(_ change: (inout NotifySettings) -> Void = { _ in }, _ event: Moment.Event = .ended(nil)) -> Delivery? {
        var settings = NotifySettings()
        settings.telemetry.endpoint = .plain("http://c:4318/")
        change(&settings)
        return TelemetryChannel(settings)?.deliveries(at: Moment(event, of: Sample.report, date: Sample.start, on: NoMachine())).first
    }

    struct NoMachine: Machine {
        func canRead(_ path: String) -> Bool { true }
        func hasProgram(_ name: String) -> Bool { true }
        func flaw(writingTo directory: String) -> String? { nil }
    }

    func request(_ delivery: Delivery, url: String, secret: String?) throws -> HTTPRequest {
        guard case .http(let http) = delivery.transport else { throw HTTPRequest.Refusal("no request") }
        return try HTTPRequest(delivery, http, url: url, secret: secret, now: 0, version: "1")
    }

    @Test func whereATraceGoes() throws {
        let base = try #require(delivery())
        #expect(try request(base, url: "http://c:4318/", secret: nil).url == "http://c:4318/v1/traces")
        #expect(try request(base, url: "http://c/x", secret: nil).url == "http://c/x/v1/traces")
        let whole = try #require(delivery { $0.telemetry.isWhole = true })
        let request = try request(whole, url: "https://c/x", secret: "api-key=a%3D1,other=b")
        #expect(request.url == "https://c/x" && request.headers.suffix(2).map { $0.name + ": " + $0.value } == ["api-key: a=1", "other: b"])
        // What is a secret needs TLS.
        #expect(throws: HTTPRequest.Refusal.self) { try self.request(whole, url: "http://c/x", secret: "api-key=1") }
        #expect(AttemptLimits(try #require(delivery { $0.telemetry.timeout = 2_500_000 }), isOld: false) == AttemptLimits(upTo: 2_500_000))
        #expect(delivery { $0.telemetry.isOn = false } == nil && delivery(event: .began) == nil)
        #expect(delivery { $0.telemetry.parent = TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00") } == nil)
    }

    func delivery(event: Moment.Event) -> Delivery? { delivery({ _ in }, event) }

    @Test(arguments: [
        (200, "{}", "delivered"), (200, "{\"partialSuccess\":{\"rejectedSpans\":\"3\",\"errorMessage\":\"too old\"}}", "refused"),
        (200, "{\"partialSuccess\":{}}", "delivered"), (400, "", "refused"), (500, "", "refused"), (408, "", "refused"), (429, "", "retry"), (502, "", "retry"),
        (503, "", "retry"), (504, "", "retry"),
    ])
    func whatAnAnswerMeans(_ status: Int, _ reply: String, _ means: String) {
        let result = AttemptResult(code: 0, error: "", status: status, reply: reply)
        #expect("\(HTTPVerdict.judge(result, TelemetryChannel.answers))".hasPrefix(means))
    }

    @Test func aRunIsASpanAndItsTasksAreBelowIt() throws {
        var report = Sample.report
        report.trace = SampleTrace.trace
        var settings = TelemetrySettings()
        settings.parent = TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        let json = OTLPTrace(report: report, context: TraceContext(run: report.id, in: settings.parent), settings: settings).json
        guard case .array(let spans)? = json["resourceSpans"]?.first?["scopeSpans"]?.first?["spans"] else { throw HTTPRequest.Refusal("no spans") }
        #expect(spans.map { $0["name"]?.string } == ["RUN ACME.FooBar/Fetch", "import a.csv", "check"])
        #expect(spans[0]["parentSpanId"]?.string == "b7ad6b7169203331" && spans[0]["traceId"]?.string == "0af7651916cd43dd8448eb211c80319c")
        #expect(spans[1]["parentSpanId"] == spans[0]["spanId"] && spans[2]["parentSpanId"] == spans[1]["spanId"])
        #expect(spans[1]["startTimeUnixNano"]?.string == "1795452329773622000" && spans[2]["endTimeUnixNano"]?.string == "1795452329773822000")
        // One that was open is over with the run.
        #expect(spans[1]["endTimeUnixNano"] == spans[0]["endTimeUnixNano"])
        #expect(spans[0]["status"]?["code"]?.int == 2 && spans[1]["status"] == nil && spans[2]["status"]?["code"]?.int == 2)
        #expect(
            spans[0].attribute("cicd.pipeline.result")?["stringValue"]?.string == "failure"
                && spans[0].attribute("process.exit.code")?["intValue"]?.string == "3")
        #expect(
            spans[1]["events"]?.first?["name"]?.string == "exception"
                && spans[1]["events"]?.first?.attribute("exception.type")?["stringValue"]?.string == "ValueError")
        #expect(spans[0]["events"]?.first?["name"]?.string == "warning")
        #expect(json["resourceSpans"]?.first?["resource"]?.attribute("service.name")?["stringValue"]?.string == "sisyphus")
    }
}

private enum SampleTrace {
    static var trace: RunTrace {
        var trace = RunTrace()
        let file = LogTask(type: "import", name: "a.csv", index: 2, count: 9)
        trace.began([file], at: 100)
        trace.began([file, LogTask(name: "check")], at: 200)
        trace.ended([file, LogTask(name: "check")], failed: true, at: 300)
        for (text, tags, tasks) in [("ValueError: x", ["exc"], [file]), ("late", ["warning"], []), ("fine", ["info"], [])] {
            var event = Sample.event(text, tags, at: 400)
            event.tasks = tasks
            trace.take(event) { $0.text.text }
        }
        return trace
    }
}

extension JSONValue {
    fileprivate var first: JSONValue? { if case .array(let values) = self { values.first } else { nil } }

    fileprivate func attribute(_ name: String) -> JSONValue? {
        guard case .array(let pairs)? = self["attributes"] else { return nil }
        return pairs.first { $0["key"]?.string == name }?["value"]
    }
}
