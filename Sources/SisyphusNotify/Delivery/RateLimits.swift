import SisyphusCore

/// Which receivers asked to be left alone until when: remembered between runs.
public struct RateLimits: Sendable, Equatable {
    /// Microseconds since 1970, by receiver and category.
    private var until: [String: Int64] = [:]

    public init() {}

    /// Seconds. A quota lasts a month; what asks for more asks for too much.
    private static let longestLimit = 31.0 * 86_400
    /// Seconds.
    static let longestPause: Int64 = 86_400

    /// - Returns: whole seconds, rounded up, at most a day; `nil`: that is no number of seconds.
    static func pause(_ seconds: Double) -> Int64? {
        seconds.isNaN ? nil : Int64(min(max(seconds, 0), Double(longestPause)).rounded(.up))
    }

    static func pause(_ text: String) -> Int64? {
        guard let first = text.utf8.first, first &- 0x30 < 10 || first == UInt8(ascii: "-") else { return nil }
        return Double(whole: text).flatMap { pause($0) }
    }

    /// Names a receiver without telling its address.
    public static func key(_ address: String) -> String { MessageID.hex(address, "receiver") }

    /// Until when a receiver takes nothing of this category (`error`, `monitor`; empty: anything).
    public func limit(_ key: String, category: String, now: Int64) -> Int64? {
        [until["\(key) \(category)"], until["\(key) "]].compactMap { $0 }.filter { $0 > now }.max()
    }

    public mutating func set(_ key: String, category: String, until moment: Int64) {
        until["\(key) \(category)"] = max(until["\(key) \(category)"] ?? 0, moment)
    }

    /// Takes note of an answer's `X-Sentry-Rate-Limits: 60:error;monitor:scope, …` (an empty list of categories means all) or `Retry-After`.
    public mutating func note(_ result: AttemptResult, key: String, isSentry: Bool, now: Int64) {
        if isSentry, let header = result.header("x-sentry-rate-limits") {
            for limit in header.split(separator: ",") {
                let parts = limit.split(separator: ":", omittingEmptySubsequences: false).map { $0.trimmed }
                guard let seconds = parts.first.flatMap({ Double(whole: $0) }), seconds > 0 else { continue }
                let moment = now + Int64(min(seconds, Self.longestLimit) * 1_000_000)
                let categories = parts.count > 1 ? parts[1].split(separator: ";").map { String($0) } : []
                if categories.isEmpty { set(key, category: "", until: moment) }
                for category in categories where ["error", "monitor", "default"].contains(category) { set(key, category: category, until: moment) }
            }
        } else if result.status == 429 {
            set(key, category: "", until: now + (result.retryAfter ?? 60) * 1_000_000)
        }
    }

    public init(bytes: [UInt8]?) {
        guard let bytes, case .object(let members)? = JSONValue(bytes) else { return }
        for (key, value) in members { until[key] = value.int }
    }

    /// What is still to come.
    public func bytes(now: Int64) -> [UInt8] {
        let current = until.filter { $0.value > now }.sorted { $0.key < $1.key }
        return JSONValue.object(current.map { ($0.key, .int($0.value)) }).bytes + [UInt8(ascii: "\n")]
    }
}
