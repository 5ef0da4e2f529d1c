/// What `run.state` tells while a run is going on: who it is, so that others can see whether it lives and a later start
/// can end what a killed one left behind.
///
/// One `key value` per line, the last line is `end`. A file that lost its end in a crash still gives its whole lines.
public struct RunStateFile: Sendable, Equatable {
    /// A process that cannot be mistaken for a later one with the same number.
    public struct ProcessMark: Sendable, Equatable {
        public var pid: Int32
        /// Clock ticks after boot, as the process table states it.
        public var start: UInt64

        public init(pid: Int32, start: UInt64) {
            self.pid = pid
            self.start = start
        }
    }

    /// What is waited for instead of the job's end.
    public struct Waiting: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            /// The next run of a job that runs again and again.
            case nextRun = "next-run"
            /// The job's share of `--jitter`.
            case jitter
            /// Its turn in `--group`.
            case group
            /// The lock of all hosts (`--lock`).
            case fleet
            /// The next try of `--retries`.
            case retry
        }

        public var kind: Kind
        /// When it is over at the latest; `nil`: nobody knows.
        public var until: Timestamp?

        public init(_ kind: Kind, until: Timestamp? = nil) { (self.kind, self.until) = (kind, until) }

        /// Whether no run has begun: then none is lost if the processes are killed.
        public var isBetweenRuns: Bool {
            switch kind {
            case .nextRun, .jitter, .group, .fleet: true
            case .retry: false
            }
        }

        /// What is waited for, in words for people.
        public var what: String {
            switch kind {
            case .nextRun: "its next run"
            case .jitter: "its share of --jitter"
            case .group: "its turn in its group"
            case .fleet: "the fleet lock"
            case .retry: "its next try"
            }
        }
    }

    public var id: String
    public var host: String?
    public var bootID: String?
    /// Inode of the pid namespace in which the pids below mean something.
    public var pidNamespace: UInt64?
    public var supervisor: ProcessMark?
    public var keeper: ProcessMark?
    public var job: Int32?
    public var program: [String] = []
    /// File name of the log, known before the log exists; `nil` without log file.
    public var log: String?
    /// The path of the control group that its processes are in.
    public var controlGroup: String?
    public var start: Timestamp?
    /// The scheduled moment that it serves.
    public var slot: Timestamp?
    /// Microseconds; `nil`: no limit.
    public var maxtime: Int64?
    public var repeats = false
    public var waiting: Waiting?
    /// Records that could not be appended to `runs.jsonl`: that of this run when it has ended, and of runs before.
    public var unwritten: [RunRecord] = []
    /// Whether the end was there; pids of an incomplete file are not to be trusted to be all.
    public var isComplete = true

    public init(id: String) {
        self.id = id
    }

    /// All that is known of a run that holds its lock and whose `run.state` could not be written, or is not there yet.
    public init(of holder: LockFile.Holder) {
        self.init(id: "")
        (supervisor, host, bootID, pidNamespace) = (holder.process, holder.host, holder.bootID, holder.pidNamespace)
    }

    /// Whether it is that of a run of which the lock alone tells.
    public var isOfLockAlone: Bool { id.isEmpty }

    /// Why nothing else is known of such a run.
    public static let unwrittenYet = "no run.state tells of its run (has it just begun, or is the disk full?)"

    /// The record of the run if it has ended all the same; the file stands only because the record could not be written.
    public var ended: RunRecord? { unwritten.last { $0.id == id } }
}
