import SisyphusCore

/// One line of the log, as own destinations get it.
public struct LogEntry: Sendable {
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    public var time: Int64
    /// Since the run began.
    public var elapsed: Duration
    /// Outermost first.
    public var tasks: [JobTask]
    public var tags: [String]
    /// Without its line feed; what is not UTF-8 is repaired.
    public var text: String
    /// Whether it is a further line of the message before it.
    public var continues: Bool
    /// Whether the supervisor wrote it.
    public var isOfSupervisor: Bool

    init(_ event: Event) {
        time = event.stamp.time.microseconds
        elapsed = .microseconds(event.stamp.elapsed)
        tasks = event.tasks.map(JobTask.init)
        tags = event.tags
        text = String(decoding: event.text, as: UTF8.self)
        continues = event.continues
        isOfSupervisor = event.source == .supervisor
    }
}

/// A task that is open.
public struct JobTask: Sendable, Equatable {
    public var type: String?
    public var name: String?
    /// From 0.
    public var index: Int?
    public var count: Int?
    public var data: [String: String]
    /// Whether it stands for one of the two processes instead of a task of the job.
    public var isProcess: Bool

    init(_ task: LogTask) {
        type = task.type
        name = task.name
        index = task.index
        count = task.count
        data = task.data
        isProcess = task.isProcess
    }
}
