public import SisyphusCore

/// What the options about OpenTelemetry decide, and the variables that its specification has for all programs.
public struct TelemetrySettings: SettingsPart {
    public var isOn = true
    public var endpoint: Secret?
    public var headers: Secret?
    /// Whether the address is that of traces alone, to which nothing is added.
    var isWhole = false
    /// Microseconds.
    var timeout: Int64?
    /// The resource that spans belong to.
    var resource: [String: String] = [:]
    /// What has started the run.
    public var parent: TraceContext?
    var state: String?

    public init() {}

    /// Whether traces are sent.
    public var isUsed: Bool { isOn && endpoint != nil }
}

extension NotifySettings {
    /// Of traces by OpenTelemetry.
    public var telemetry: TelemetrySettings {
        get { parts[TelemetrySettings.self] }
        set { parts[TelemetrySettings.self] = newValue }
    }
}

extension TelemetrySettings {
    /// The variables that switch traces on.
    public static let variables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]

    /// Takes what the variables of OpenTelemetry say ("OpenTelemetry Protocol Exporter", "Environment Variable Specification"). Options are stronger.
    public mutating func take(_ variable: (String) -> String?) {
        func value(_ name: String) -> String? { variable("OTEL_" + name).flatMap { $0.isEmpty ? nil : $0 } }
        func exporter(_ name: String) -> String? { value("EXPORTER_OTLP_TRACES_" + name) ?? value("EXPORTER_OTLP_" + name) }
        if endpoint == nil {
            // What speaks another protocol would not understand.
            guard value("SDK_DISABLED")?.lowercased() != "true", value("TRACES_EXPORTER") ?? "otlp" == "otlp",
                exporter("PROTOCOL") ?? "http/json" == "http/json", let address = exporter("ENDPOINT")
            else { return }
            (endpoint, isWhole) = (.plain(address), value("EXPORTER_OTLP_TRACES_ENDPOINT") != nil)
            headers = headers ?? exporter("HEADERS").map(Secret.plain)
        }
        timeout = exporter("TIMEOUT").flatMap { Int64($0) }.flatMap { 1...600_000 ~= $0 ? $0 * 1000 : nil }
        resource = Dictionary(TelemetrySettings.pairs(value("RESOURCE_ATTRIBUTES") ?? "")) { $1 }
        resource["service.name"] = value("SERVICE_NAME") ?? resource["service.name"]
        parent = variable(TraceContext.variable).flatMap(TraceContext.init)
        state = parent == nil ? nil : variable("TRACESTATE")
    }

    /// `NAME=VALUE,NAME=VALUE` with percent encoding, as W3C Baggage writes it.
    static func pairs(_ text: String) -> [(String, String)] {
        text.split(separator: ",").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmed }
            return parts.count == 2 && !parts[0].isEmpty ? (parts[0], PercentText.decode(parts[1])) : nil
        }
    }
}

extension ChannelName {
    public static let telemetry = ChannelName("otlp")
}

extension Delivery.HTTP.Dialect {
    public static let otlp = Self("otlp")
}

/// A trace of each run for a receiver of OpenTelemetry (OTLP/HTTP with JSON).
public struct TelemetryChannel: Channel {
    public static let name = ChannelName.telemetry
    public static let dialect: Delivery.HTTP.Dialect? = .otlp
    public static let shown = "OpenTelemetry"
    public static let audience = Audience.machine

    public static let options: [OptionRow] = [
        .notify(
            "otlp-endpoint", "URL", default: "$OTEL_EXPORTER_OTLP_ENDPOINT",
            .setting(.secret, \.notify.telemetry.endpoint, text: \ClassNotifySettings.Type.otlpEndpoint),
            help: """
                Send a trace of each run, with its tasks, to this receiver of OpenTelemetry (OTLP over HTTP with JSON, at v1/traces below the address): as it \
                is, or env:NAME or file:PATH.
                """),
        .notify(
            "otlp-headers", "SECRET", default: "$OTEL_EXPORTER_OTLP_HEADERS",
            .setting(.secret, \.notify.telemetry.headers, text: \ClassNotifySettings.Type.otlpHeaders),
            help: "Header fields for it, NAME=VALUE,NAME=VALUE (a secret)."),
        .off("no-otlp", "Send no traces of this job.", \.notify.telemetry.isOn, class: \ClassNotifySettings.Type.otlp),
    ]

    private let settings: TelemetrySettings
    private let endpoint: Secret

    public init?(_ notify: NotifySettings) {
        let settings = notify.telemetry
        guard settings.isUsed, let endpoint = settings.endpoint else { return nil }
        (self.settings, self.endpoint) = (settings, endpoint)
    }

    public static func isOn(_ settings: NotifySettings) -> Bool { settings.telemetry.isOn }

    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] {
        [("otlp-endpoint", settings.telemetry.endpoint), ("otlp-headers", settings.telemetry.headers)].compactMap { option, secret in
            secret.map { NamedSecret(option: option, secret: $0) }
        }
    }

    public static func refusal(of value: String, for option: String) -> String? {
        if option == "otlp-endpoint" { return HTTPRequest.refusal(of: value, needsTLS: false) }
        return value.utf8.contains { $0 < 0x20 || $0 == 0x7f } ? "it holds a control character" : nil
    }

    public func deliveries(at moment: Moment) -> [Delivery] {
        let context = TraceContext(run: moment.report.id, in: settings.parent)
        switch moment.event {
        case .ended, .test: if !context.isSampled || moment.report.isOverdue { return [] }
        case .began, .message, .settled: return []
        }
        var http = Delivery.HTTP(dialect: .otlp, url: endpoint, secret: settings.headers)
        http.extra = "\(settings.timeout ?? TelemetryChannel.usualTimeout)\(settings.isWhole ? " whole" : "")"
        let trace = OTLPTrace(report: moment.report, context: context, settings: settings)
        return [moment.delivery(MessageID.hex(moment.report.id, "otlp"), over: .telemetry, .http(http), trace.json.bytes)]
    }

    /// As the specification has it (microseconds).
    private static let usualTimeout: Int64 = 10_000_000

    public static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts)
        throws(HTTPRequest.Refusal)
    {
        if http.extra?.hasSuffix("whole") != true { request.url += (request.url.hasSuffix("/") ? "" : "/") + "v1/traces" }
        request.headers += TelemetrySettings.pairs(facts.secret ?? "").map { (name: $0.0, value: $0.1) }
    }

    public static let needsTLS = false

    public static func timeout(_ http: Delivery.HTTP) -> Int64? { http.extra.flatMap { $0.split(separator: " ").first }.flatMap { Int64($0) } }

    /// "OTLP Specification", "Failures": these alone may be tried again.
    public static let answers = AnswerRules(retried: [429, 502, 503, 504], readsPartialSuccess: true)

    public static func delivered(to receiver: String, about: String, said: String) -> String { "Sent trace\(about)\(said)" }
}
