public import SisyphusCore

/// Which receivers asked to be left alone until when: remembered between runs.
public struct RateLimits: Sendable, Equatable {
    /// Microseconds since 1970, by receiver and category.
    private var until: [String: Int64] = [:]

    public init() {}

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
    public mutating func note(_ result: TryResult, key: String, isSentry: Bool, now: Int64) {
        if isSentry, let header = result.header("x-sentry-rate-limits") {
            for limit in header.split(separator: ",") {
                let parts = limit.split(separator: ":", omittingEmptySubsequences: false).map { $0.trimmed }
                guard let seconds = parts.first.flatMap({ Double($0) }), seconds > 0, seconds < 10_000_000 else { continue }
                let moment = now + Int64(seconds * 1_000_000)
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
