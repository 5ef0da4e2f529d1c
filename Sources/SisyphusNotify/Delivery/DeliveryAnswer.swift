import SisyphusCore

/// What the courier tells about a delivery: one line `@!told> JSON`.
public struct DeliveryAnswer: Sendable, Equatable {
    public enum Result: String, Sendable {
        case delivered
        /// Kept for a later run.
        case spooled
        /// Given up.
        case lost
        /// The receiver may have it; it is not sent again.
        case unsure
    }

    public var id: String
    public var channel: ChannelName
    public var result: Result
    /// A sentence for the log.
    public var text: String
    /// The post that Mattermost made.
    public var post: String?
    /// Delivered for an earlier run.
    public var isOld = false

    public init(id: String, channel: ChannelName, result: Result, text: String, post: String? = nil, isOld: Bool = false) {
        (self.id, self.channel, self.result) = (id, channel, result)
        (self.text, self.post, self.isOld) = (text, post, isOld)
    }

    private static let prefix = "@!told> "

    /// With its line feed.
    public var line: [UInt8] {
        Array(Self.prefix.utf8)
            + JSONValue.members([
                "id": .string(id), "channel": .string(channel.rawValue), "result": .string(result.rawValue), "text": .string(text), "post": .text(post),
                "old": isOld ? true : nil,
            ]).bytes + [UInt8(ascii: "\n")]
    }

    public init?(line: some Collection<UInt8>) {
        guard line.starts(with: Self.prefix.utf8), let value = JSONValue(line.dropFirst(Self.prefix.utf8.count)), let id = value["id"]?.string,
            let channel = value["channel"]?.string.flatMap(ChannelName.init(rawValue:)),
            let result = value["result"]?.string.flatMap(Result.init(rawValue:)), let text = value["text"]?.string
        else { return nil }
        self.init(id: id, channel: channel, result: result, text: text, post: value["post"]?.string, isOld: value["old"]?.bool ?? false)
    }
}
