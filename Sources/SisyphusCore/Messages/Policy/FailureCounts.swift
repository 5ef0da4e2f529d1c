/// How many notifications of a job were not delivered when they were due, by channel: known only after a run, when its lock is gone, and therefore in a file
/// of its own.
public struct FailureCounts: Sendable, Equatable {
    public static let fileName = "notify.failures"

    public var counts: [Delivery.Channel: Int64] = [:]

    public init() {}

    /// Reads counts; what is broken is as good as none.
    public init(bytes: [UInt8]?) {
        guard let bytes, case .object(let members)? = JSONValue(bytes) else { return }
        for (name, count) in members {
            if let channel = Delivery.Channel(rawValue: name), let count = count.int, count >= 0 { counts[channel] = count }
        }
    }

    public mutating func add(_ other: FailureCounts) {
        for (channel, count) in other.counts { counts[channel, default: 0] += count }
    }

    public var bytes: [UInt8] {
        JSONText.object(counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, .int($0.value)) }).bytes + [UInt8(ascii: "\n")]
    }
}
