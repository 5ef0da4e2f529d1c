/// What a library job tells its supervisor.
public enum JobRecord: Sendable, Equatable {
    /// A text for the log, or a part of one: `continues` says that the next record goes on with it.
    case message(task: Int, tags: [String], text: String, continues: Bool)
    /// A task begins; 0 as `parent` means none.
    case taskBegan(id: Int, parent: Int, LogTask)
    case taskEnded(id: Int, failed: Bool)
    case outcome(StatedOutcome)
}

/// How a library job says that its `execute` ended.
public enum StatedOutcome: Sendable, Equatable {
    /// It returned nothing to tell.
    case uneventful
    /// It returned this.
    case successful(String)
    /// It threw this error, in one line or several.
    case failed(String)
}

/// The secret that tells the records of a library job from whatever text its output may hold.
public struct RecordKey: Sendable, Equatable {
    /// Letters and digits.
    public let text: String

    /// Records longer than this could be torn apart by other writers of the same pipe (PIPE_BUF, pipe(7)).
    public static let longestRecord = 4096

    /// - Returns: `nil` unless the text is 16 to 64 letters and digits.
    public init?(_ text: String) {
        let isValid = text.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
        guard isValid, (16...64).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    /// A key of random bytes, at least 8.
    public init(random bytes: [UInt8]) {
        precondition(bytes.count >= 8, "a record key needs at least 8 random bytes")
        let digits = Array("0123456789abcdef")
        text = String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// What every record begins with: it ends whatever line was unfinished.
    public var start: [UInt8] { Array("\n@\(text) ".utf8) }
}
