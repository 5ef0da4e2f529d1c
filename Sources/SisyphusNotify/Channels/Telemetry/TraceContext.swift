import SisyphusCore

/// Where a run stands in a trace (W3C Trace Context, which OpenTelemetry passes on in environment variables).
public struct TraceContext: Sendable, Equatable {
    /// 32 and 16 hexadecimal digits.
    public var trace: String
    public var span: String
    /// Whether somebody keeps this trace.
    public var isSampled: Bool

    public static let variable = "TRACEPARENT"

    /// - Parameter text: the variable `TRACEPARENT`.
    /// - Returns: `nil`: it names no span.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", parts[0] != "00" || parts.count == 4, parts[1].utf8.count == 32,
            parts[2].utf8.count == 16, parts[3].utf8.count == 2, parts[..<4].joined().utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }),
            let flags = UInt8(parts[3], radix: 16), !parts[1].allSatisfy({ $0 == "0" }), !parts[2].allSatisfy({ $0 == "0" })
        else { return nil }
        (trace, span, isSampled) = (String(parts[1]), String(parts[2]), flags & 1 == 1)
    }

    /// That of a run.
    ///
    /// - Parameter parent: what has started it; `nil`: it begins a trace, of the same id that Sentry gets.
    public init(run id: String, in parent: TraceContext?) {
        (trace, span, isSampled) = (parent?.trace ?? SentryEvent.trace(id), TraceContext.span(id, "run"), parent?.isSampled ?? true)
    }

    static func span(_ run: String, _ purpose: String) -> String { String(MessageID.hex(run, "span \(purpose)").prefix(16)) }

    /// The variable's value.
    public var text: String { "00-\(trace)-\(span)-0\(isSampled ? 1 : 0)" }
}
