/// The messages about a failure that nobody got and that do not wait either, by channel: the next run that fails the same way tells it anew. Known only when
/// the lock of the run is gone, and therefore in a file of its own.
public struct LostNotices: Sendable, Equatable {
    public static let fileName = "notify.lost"

    /// Of deliveries.
    public var ids: [Delivery.Channel: String] = [:]

    public init() {}

    /// Reads them; what is broken is as good as none.
    public init(bytes: [UInt8]?) {
        guard let bytes, case .object(let members)? = JSONValue(bytes) else { return }
        for (name, id) in members { if let channel = Delivery.Channel(rawValue: name), let id = id.string { ids[channel] = id } }
    }

    public var bytes: [UInt8] {
        JSONText.object(ids.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, .string($0.value)) }).bytes + [UInt8(ascii: "\n")]
    }
}
