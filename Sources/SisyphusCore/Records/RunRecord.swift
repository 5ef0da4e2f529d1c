/// One line of `runs.jsonl`: a run that ended, or a start that was skipped.
public struct RunRecord: Sendable, Equatable {
    /// What the line tells of.
    public enum Kind: String, Sendable { case run, skip }

    public var kind: Kind = .run
    /// The run's id, unique on every machine.
    public var id: String
    public var project: String?
    public var job: String?
    public var start: Timestamp
    /// The moment of the skip itself for a skipped start.
    public var end: Timestamp
    /// `nil` for a skipped start.
    public var status: Status?
    /// The result line, or why the start was skipped.
    public var reason: String?
    /// The job's own `@!result>`, of runs that did not end well too.
    public var summary: String?
    /// The scheduled moment that the start was for.
    public var slot: Timestamp?
    /// The command's exit status, if it exited by itself.
    public var exitCode: Int32?
    /// The signal that ended the command.
    public var signal: Int32?
    /// How long the run took by the monotonic clock, in microseconds.
    public var elapsed: Int64?
    /// Processor time of the job and its descendants, in microseconds.
    public var userTime: Int64?
    public var systemTime: Int64?
    /// The largest resident set of one of its processes, in KiB.
    public var peakMemory: Int64?
    /// Lines in the log, and bytes that the job printed.
    public var lines: Int64?
    public var bytes: Int64?
    /// Bytes that the job printed and that are not in the log.
    public var dropped: Int64?
    /// Processes that were still there when the run had ended.
    public var leftovers: Int64?
    /// Starts that were skipped since the run before.
    public var skips: Int64?
    /// Whether the run ended well but with errors (`--warn-codes`, logged exceptions).
    public var degraded = false
    /// File name of the log; `nil` when none is kept.
    public var log: String?

    public init(id: String, start: Timestamp, end: Timestamp, status: Status?) {
        self.id = id
        self.start = start
        self.end = end
        self.status = status
    }

    /// Whether this is a run that ended well.
    public var isGood: Bool { status?.isGood ?? false }
}
