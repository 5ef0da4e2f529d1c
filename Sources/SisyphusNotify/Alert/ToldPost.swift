import SisyphusCore

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
