/// What a library job tells its supervisor.
public enum JobRecord: Sendable, Equatable {
    /// The worker has come to the job.
    case began
    /// A text for the log, or a part of one: `continues` says that the next record goes on with it.
    case message(task: Int, tags: [String], text: String, continues: Bool)
    /// A task begins; 0 as `parent` means none.
    case taskBegan(id: Int, parent: Int, LogTask)
    case taskEnded(id: Int, failed: Bool)
    case outcome(StatedOutcome)
    case metric(Metric)
}

/// Which of the runs of a program a worker process is for. It begins the program anew, which may run many jobs, also at the same time.
public struct WorkerCall: Sendable, Equatable {
    /// Of job and arguments.
    public var id: String
    /// Which of the calls with that id it is, from 1.
    public var ordinal: Int
    /// How many runs of the program were over before.
    public var ended: Int
    /// The class of the job, with its module.
    public var type: String
    /// What the job was run with, if that is not what the program was started with.
    public var arguments: [String]?

    /// - Parameter name: of the job, as far as it is known before its options are read.
    public init(type: String, name: String, arguments: [String]) {
        let text = WorkerCall.text([type, name] + arguments)
        id = SHA256.hash(Array(text.utf8)).prefix(8).map(Hex.pair).joined()
        (ordinal, ended, self.type) = (1, 0, type)
    }

    public var text: String {
        // The kernel takes no variable of more than 128 KiB.
        let words = arguments.map { WorkerCall.text($0) }.flatMap { $0.utf8.count < 100_000 ? $0 : nil }
        return "\(id):\(ordinal):\(ended):\(WorkerCall.text([type]))\(words ?? "-")"
    }

    /// - Returns: `nil` if the text is none.
    public init?(_ text: Substring) {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let ordinal = Int(parts[1]), let ended = Int(parts[2]) else { return nil }
        var words = WorkerCall.words(parts[3])
        guard !words.isEmpty else { return nil }
        (id, self.ordinal, self.ended, type) = (String(parts[0]), ordinal, ended, words.removeFirst())
        arguments = parts[3].last == "-" && words.isEmpty ? nil : words
    }

    /// Words one after the other, each with its length in front.
    private static func text(_ words: [String]) -> String { words.map { "\($0.utf8.count):\($0)" }.joined() }

    private static func words(_ text: Substring) -> [String] {
        var (words, rest): ([String], Substring) = ([], text)
        while let colon = rest.firstIndex(of: ":"), let length = Int(rest[..<colon]) {
            let start = rest.utf8.index(after: colon)
            guard let end = rest.utf8.index(start, offsetBy: length, limitedBy: rest.endIndex) else { break }
            words.append(String(rest[start..<end]))
            rest = rest[end...]
        }
        return words
    }
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
