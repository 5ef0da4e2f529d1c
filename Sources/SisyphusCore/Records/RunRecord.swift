/// One line of `runs.jsonl`: a run that ended, or a start that was skipped.
public struct RunRecord: Sendable, Equatable {
    /// What the line tells of.
    public enum Kind: String, Sendable {
        case run
        /// A start that did not become a run (`SkipReason`).
        case skip
        /// A run whose supervisor was killed before it could say how the run ended.
        case lost
    }

    /// Of the form of the line: 2, or 1 for records of earlier versions.
    public var version = 2
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
    /// The result line; of a start that was skipped one word (`SkipReason`).
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
    /// Bytes for standard output, standard error and the syslog daemon that were given up before the run was closed, because nobody took them.
    public var copyDropped: Int64?
    /// Processes that were still there when the run had ended.
    public var leftovers: Int64?
    /// Starts that were skipped since the run before.
    public var skips: Int64?
    /// Whether the run ended well but with errors (`--warn-codes`, logged exceptions).
    public var degraded = false
    /// File name of the log; `nil` when none is kept.
    public var log: String?
    /// The job's process, when it was started.
    public var pid: Int32?
    /// Lines of the supervisor with the tag `warning`, and exceptions in the log.
    public var warnings: Int64?
    public var exceptions: Int64?
    /// What the job printed last, at most 5 lines and 500 bytes together.
    public var lastLines: [String] = []
    /// Bytes that the job and its descendants read from storage and wrote to it.
    public var read: Int64?
    public var written: Int64?
    /// How often they were taken from a processor or gave it up.
    public var switches: Int64?
    /// Processes that the kernel killed in the job's control group for want of memory, of a run that ended badly.
    public var oomKills: Int64?
    /// What the control group of a run with limits has counted; of that the kills are `oomKills`.
    public var use: TreeUse?
    /// Which limits ended the run or cut its log: `maxtime`, `idle-timeout`, `maxlogsize`, `cpu`, `fsize`, `lock`, `memory-max`,
    /// `tasks-max`.
    public var limitsHit: [String] = []
    /// How long the start waited for the lock, in microseconds.
    public var lockWait: Int64?
    /// The same for its share of `--jitter` and for its turn in `--group`.
    public var jitter: Int64?
    public var groupWait: Int64?
    /// The same for the lock of all hosts; its key, and the number that grows with each holder.
    public var fleetWait: Int64?
    public var lock: String?
    public var fence: String?
    /// How often it tried, of runs that may try again.
    public var tries: Int?
    /// Numbers that the job told (`@!metric>`).
    public var metrics: [Metric] = []
    /// For a start that was skipped: why the run that is going on seems to be stuck, or what else kept it from being a run.
    public var note: String?
    public var surroundings = Surroundings()

    public init(id: String, start: Timestamp, end: Timestamp, status: Status?) {
        self.id = id
        self.start = start
        self.end = end
        self.status = status
    }

    /// Whether this is a run that ended well.
    public var isGood: Bool { status?.isGood ?? false }
    /// Whether it tells of a run, lost ones included, and not of a start that was skipped.
    public var isRun: Bool { kind != .skip }

    /// The end of what a job printed, as much of it as a record has.
    public static func lastLines(_ lines: [String]) -> [String] {
        var left = 500
        var kept: [String] = []
        for line in lines.suffix(5).reversed() where left > 0 {
            kept.append(TextCut.head(line, bytes: left))
            left -= line.utf8.count
        }
        return kept.reversed()
    }
}
