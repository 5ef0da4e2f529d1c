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
