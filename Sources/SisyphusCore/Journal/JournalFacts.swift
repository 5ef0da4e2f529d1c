/// What a journal knows about the lines of a run: the outcome and the record depend on it.
public struct JournalFacts: Sendable, Equatable {
    /// Lines of the job in the log, delayed ones included, directives not.
    public var lines = 0
    /// Bytes that the job printed.
    public var bytes = 0
    /// Exceptions in the log, the job's and the supervisor's.
    public var exceptions = 0
    /// Lines in the log with the tag `stderr`.
    public var stderrLines = 0
    /// Lines of the job in the log that go to people.
    public var routedLines = 0
    /// Lines of the supervisor in the log with the tag `warning`.
    public var warningsOfOurs = 0
    /// Whether something that is not delayed was logged.
    public var undelayed = false
    /// The last `@!result>` text as it may be shown, at most 1 KiB.
    public var result: String?
    /// In the order in which they were told first.
    public var metrics: [Metric] = []
    /// Whether the job said `@!uneventful>`.
    public var saidUneventful = false
    /// Whether the worker of a library job has come to the job.
    public var hasBegun = false
    /// How a library job said that it ended.
    public var stated: StatedOutcome?
    /// Tasks that the job ended as failed.
    public var failedTasks = 0
    /// Delayed lines that were left out because too many had been waiting.
    public var leftOutDelayed = 0
    /// The process that speaks, then the open tasks, outermost first.
    public var activeTasks: [LogTask] = []

    public init() {}

    /// Whether a library job said that it failed.
    public var hasStatedFailure: Bool {
        if case .failed = stated { true } else { false }
    }

    /// Whether anything forbids to call the run uneventful, whatever the job says.
    public var isNotable: Bool { exceptions + stderrLines + routedLines + warningsOfOurs > 0 }
}
