import SisyphusCore

/// How many notifications of a job were not delivered when they were due, by channel: known only after a run, when its lock is gone, and therefore in a file
/// of its own.
public struct FailureCounts: Sendable, Equatable {

    public var counts: [ChannelName: Int64] = [:]

    public init() {}

    /// Reads counts; what is broken is as good as none.
    public init(bytes: [UInt8]?) {
        counts = [ChannelName: Int64](bytes.flatMap { JSONValue($0) }) { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
    }

    public mutating func add(_ other: FailureCounts) {
        for (channel, count) in other.counts { counts[channel, default: 0] += count }
    }

    public var bytes: [UInt8] {
        counts.json(JSONValue.int).bytes + [UInt8(ascii: "\n")]
    }
}
