import SisyphusCore

/// The messages about a failure that nobody got and that do not wait either, by channel: the next run that fails the same way tells it anew. Known only when
/// the lock of the run is gone, and therefore in a file of its own.
public struct LostNotices: Sendable, Equatable {

    /// Of deliveries.
    public var ids: [ChannelName: String] = [:]

    public init() {}

    /// Reads them; what is broken is as good as none.
    public init(bytes: [UInt8]?) {
        ids = [ChannelName: String](bytes.flatMap { JSONValue($0) }, \.string)
    }

    public var bytes: [UInt8] {
        ids.json(JSONValue.string).bytes + [UInt8(ascii: "\n")]
    }
}

/// The post that told of a failure, so that its recovery can answer it: known only after the run, when its lock is gone, and therefore in a file of its own.
public struct ToldPost: Sendable, Equatable {

    /// The delivery that told.
    public var notice: String
    public var post: String

    public init(notice: String, post: String) {
        (self.notice, self.post) = (notice, post)
    }

    public init?(bytes: [UInt8]?) {
        guard let bytes, let value = JSONValue(bytes), let notice = value["notice"]?.string, let post = value["post"]?.string, post.utf8.count == 26,
            post.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 26 })
        else { return nil }
        self.init(notice: notice, post: post)
    }

    public var bytes: [UInt8] { JSONValue.members(["notice": .string(notice), "post": .string(post)]).bytes + [UInt8(ascii: "\n")] }
}

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

/// Whether anybody hears of what became of a run.
public struct Hearing: Sendable, Equatable {
    private var asked: Set<String> = []
    private var isHeard = false
    private var refusals: [String] = []

    public init() {}

    /// A message that tells of it is on its way to people, or to a service that tells them.
    ///
    /// - Parameter id: of the delivery.
    public mutating func ask(_ id: String) { asked.insert(id) }

    /// What became of a message. One that waits or may have arrived counts as heard.
    ///
    /// - Parameter sentence: what the log says about it.
    public mutating func note(_ id: String, _ result: DeliveryAnswer.Result, _ sentence: String) {
        guard asked.contains(id) else { return }
        if result == .lost { refusals.append(sentence) } else { isHeard = true }
    }

    /// Why nobody hears of it; `nil`: somebody does, or there was nothing to tell.
    public var silence: [String]? { asked.isEmpty || isHeard || refusals.isEmpty ? nil : refusals }
}
