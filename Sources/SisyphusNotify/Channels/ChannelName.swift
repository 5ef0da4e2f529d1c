import SisyphusCore

/// What files and metrics call a channel. Kinds of channels that take turns have one name.
public struct ChannelName: Hashable, Sendable, RawRepresentable {
    public let rawValue: String

    /// A name that is written in the file of its channel.
    init(_ name: String) { rawValue = name }

    /// - Returns: `nil` if no channel has this name.
    public init?(rawValue: String) {
        guard Channels.all.contains(where: { $0.name.rawValue == rawValue }) else { return nil }
        self.rawValue = rawValue
    }

    /// What log lines call it.
    public var shown: String { Channels.all.first { $0.name == self }?.shown ?? rawValue }
}
