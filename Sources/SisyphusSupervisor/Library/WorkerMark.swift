public import SisyphusCore

/// Tells a program that it is the worker of a run which its supervisor, the same program, has begun.
public struct WorkerMark: Sendable, Equatable {
    /// The environment variable that holds the mark. The worker removes it at once: what it starts must not know the key.
    public static let variable = "SISYPHUS_RUN_WORKER"

    /// The environment variable by which the runtime of Swift is told what to say of a crash.
    public static let backtraceVariable = "SWIFT_BACKTRACE"
    private static let calm = "threads=crashed,registers=none,images=none,color=no,interactive=no"

    /// Its value for the worker: registers and images say nothing to readers of a log, unless somebody asks for them.
    static func backtrace(asking value: String?) -> String { value.map { "\(calm),\($0)" } ?? calm }

    /// Its value for what the worker starts; `nil`: there was none.
    public static func backtrace(before value: String) -> String? {
        guard value.hasPrefix(calm + ",") else { return value == calm ? nil : value }
        return String(value.dropFirst(calm.utf8.count + 1))
    }

    public var key: RecordKey
    public var call: WorkerCall
    /// Whether anybody gets the lines; otherwise they need not be written.
    public var isHeard: Bool
    /// When the run began, in microseconds since 1970-01-01 00:00:00 UTC.
    public var start: Int64

    public init(key: RecordKey, call: WorkerCall, isHeard: Bool, start: Int64) {
        self.key = key
        self.call = call
        self.isHeard = isHeard
        self.start = start
    }

    public var text: String { "\(key.text):\(isHeard ? 1 : 0):\(start):\(call.text)" }

    /// - Returns: `nil` if the text is no mark.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 3)
        guard parts.count == 4, let key = RecordKey(String(parts[0])), let start = Int64(parts[2]), let call = WorkerCall(parts[3]) else { return nil }
        self.init(key: key, call: call, isHeard: parts[1] == "1", start: start)
    }
}
