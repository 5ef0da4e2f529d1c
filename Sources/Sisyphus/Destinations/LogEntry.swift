public import struct FoundationEssentials.Date
import SisyphusCore

/// One line of the log, as own destinations get it.
public struct LogEntry: Sendable {
    /// When it was logged or printed, to the microsecond.
    public var time: Date {
        get { Date(Timestamp(microseconds: microseconds)) }
        set { microseconds = Timestamp(newValue).microseconds }
    }
    /// Since the run began.
    public var elapsed: Duration
    /// Those that were open, outermost first.
    public var tasks: [JobTask]
    /// In the order in which they were given; never `delay`.
    public var tags: [String]
    /// Without its line feed; what is not UTF-8 is repaired.
    public var text: String
    /// Whether it is a further line of the message before it.
    public var continues: Bool
    /// Whether the supervisor wrote it.
    public var isOfSupervisor: Bool
    /// Since 1970-01-01 00:00:00 UTC.
    private var microseconds: Int64
    /// As `Event.source` and `Timestamp.utcOffset`, for those who write it.
    private var isOfStderr: Bool
    private var utcOffset: Int32

    /// The line as the machinery takes it.
    var event: Event {
        Event(
            stamp: Stamp(time: Timestamp(microseconds: microseconds, utcOffset: utcOffset), elapsed: elapsed.microseconds),
            source: isOfSupervisor ? .supervisor : isOfStderr ? .stderr : .stdout, tasks: tasks.map(\.logTask), tags: tags, text: Array(text.utf8),
            continues: continues)
    }

    init(_ event: Event) {
        microseconds = event.stamp.time.microseconds
        elapsed = .microseconds(event.stamp.elapsed)
        tasks = event.tasks.map(JobTask.init)
        tags = event.tags
        text = String(decoding: event.text, as: UTF8.self)
        continues = event.continues
        isOfSupervisor = event.source == .supervisor
        isOfStderr = event.source == .stderr
        utcOffset = event.stamp.time.utcOffset
    }
}

/// A task that is open.
public struct JobTask: Sendable, Equatable {
    /// What kind of task it is, `import`.
    public var type: String?
    /// What it deals with, `customers.csv`.
    public var name: String?
    /// Its place among tasks of this kind, from 0.
    public var index: Int?
    /// How many of them there are.
    public var count: Int?
    /// Further facts.
    public var data: [String: String]
    /// Whether it stands for one of the two processes instead of a task of the job.
    public var isProcess: Bool
    /// When it began; `nil` for the two processes.
    private var start: Timestamp?

    /// A task that is opened by `task(_:_:)` of a job or of ``Tasks``.
    ///
    /// - Parameters:
    ///   - type: What kind of task it is.
    ///   - name: What it deals with.
    ///   - index: Its place among tasks of this kind, from 0.
    ///   - count: How many of them there are.
    ///   - data: Further facts.
    public init(type: String? = nil, name: String? = nil, index: Int? = nil, count: Int? = nil, data: [String: String] = [:]) {
        (self.type, self.name, self.index, self.count, self.data) = (type, name, index, count, data)
        isProcess = false
    }

    var logTask: LogTask {
        LogTask(type: type, name: name, index: index, count: count, start: start, isProcess: isProcess, data: data)
    }

    init(_ task: LogTask) {
        type = task.type
        name = task.name
        index = task.index
        count = task.count
        data = task.data
        isProcess = task.isProcess
        start = task.start
    }
}
