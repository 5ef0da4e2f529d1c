public import SisyphusCore

/// Tells a program that it is the worker of a run which its supervisor, the same program, has begun.
public struct WorkerMark: Sendable, Equatable {
    /// The environment variable that holds the mark. The worker removes it at once: what it starts must not know the key.
    public static let variable = "SISYPHUS_RUN_WORKER"

    public var key: RecordKey
    /// As in `LibraryJob`.
    public var ordinal: Int
    /// Whether anybody gets the lines; otherwise they need not be written.
    public var isHeard: Bool
    /// When the run began, in microseconds since 1970-01-01 00:00:00 UTC.
    public var start: Int64

    public init(key: RecordKey, ordinal: Int, isHeard: Bool, start: Int64) {
        self.key = key
        self.ordinal = ordinal
        self.isHeard = isHeard
        self.start = start
    }

    public var text: String { "\(key.text):\(ordinal):\(isHeard ? 1 : 0):\(start)" }

    /// - Returns: `nil` if the text is no mark.
    public init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 4, let key = RecordKey(String(parts[0])), let ordinal = Int(parts[1]), let start = Int64(parts[3]) else { return nil }
        self.init(key: key, ordinal: ordinal, isHeard: parts[2] == "1", start: start)
    }
}
