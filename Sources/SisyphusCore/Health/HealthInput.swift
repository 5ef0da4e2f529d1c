/// All that the question "is the job healthy?" is answered from.
public struct HealthInput: Sendable {
    /// The health file: empty after a good run, else one line.
    public enum File: Sendable, Equatable {
        case missing
        /// The job keeps none: its records tell.
        case notKept
        /// It cannot be read, for this reason.
        case unreadable(String)
        case content([UInt8], modified: Timestamp)
    }

    /// The run that `run.state` tells of.
    public indirect enum Run: Sendable, Equatable {
        case none
        case alive(RunStateFile)
        /// Its processes are gone, or are those of another boot of this machine.
        case dead(RunStateFile)
        /// It is on another machine or in another pid namespace, where nothing can be said about its processes.
        case elsewhere(RunStateFile)
        /// The file is there and cannot be understood, for this reason.
        case unreadable(String)
    }

    /// Bad runs in a row.
    public struct BadRuns: Sendable, Equatable {
        public var first: RunRecord
        public var last: RunRecord
        public var count: Int

        public init(first: RunRecord, last: RunRecord, count: Int) { (self.first, self.last, self.count) = (first, last, count) }

        /// - Returns: `nil`: the last run was a good one.
        public init?(_ tail: RecordTail) {
            guard let first = tail.firstBad?.record, let last = tail.last?.record else { return nil }
            self.init(first: first, last: last, count: tail.failuresInARow)
        }
    }

    /// The health file as people are to read it.
    public var path: String
    public var file: File
    public var run: Run = .none
    /// The last run in `runs.jsonl`.
    public var lastRun: RunRecord?
    /// The last uneventful or successful run there.
    public var lastGoodRun: RunRecord?
    /// The runs since the last good one; `nil`: that was the last one, or none is known.
    public var badRuns: BadRuns?
    /// The scheduled moment for which nothing was started.
    public var missed: Timestamp?
    /// `nil`: never too old.
    public var maxAge: Duration?
    public var now: Timestamp
    /// That the job is paused, or all jobs are.
    public var pause: Pause?

    public init(path: String, file: File, now: Timestamp, maxAge: Duration? = nil) {
        self.path = path
        self.file = file
        self.now = now
        self.maxAge = maxAge
    }
}
