import SisyphusSupervisor
public import SisyphusCore

/// A destination of the log. It lives in the supervising process and gets every line of a run in the order of the log, those of the
/// supervisor included: the original's `Logger`, whose bare name swift-log has.
///
/// What takes long here keeps the supervisor from its work. Only `name` and `log` must be written. A destination can hand what it
/// gets on to another one, to ``FileLogger`` for instance; it must then hand on `open` and `close` too.
public protocol JobLogger: AnyObject {
    /// What the log says about where it goes; empty: nothing.
    var name: String { get }
    /// A run begins: its log is there, nothing has been logged. In repeat mode this comes for each run.
    /// - Parameter job: knows its `settings`, `starttime` and `logfile`.
    func open(_ job: Job)
    /// One line. Delayed lines come when they are written.
    func log(_ entry: LogEntry)
    /// A task of the job begins.
    /// - Parameter tasks: outermost first; the last one has begun.
    func taskStart(_ tasks: [JobTask])
    /// A task of the job ends.
    /// - Parameter tasks: outermost first; the last one has ended.
    func taskEnd(_ tasks: [JobTask])
    /// The run is over and its files are as they stay; `job.logfile` is `nil` if the log was not kept.
    /// - Returns: whether it has closed; one that stays open gets the next run of a repeating job without another `open`.
    @discardableResult func close(_ status: Status) -> Bool
}

extension JobLogger {
    /// Does nothing.
    public func open(_ job: Job) {}
    /// Does nothing.
    public func taskStart(_ tasks: [JobTask]) {}
    /// Does nothing.
    public func taskEnd(_ tasks: [JobTask]) {}
    /// Has nothing to close.
    @discardableResult public func close(_ status: Status) -> Bool { true }
}

/// A destination of this library that the supervisor serves by itself, without a call of `log` for each line.
protocol DirectLogger: JobLogger {
    /// The settings that tell people, if it does; judged before anything is started.
    /// - Throws: `OptionError` if it cannot work.
    func judge(_ job: Job) throws(OptionError) -> RunSettings?
    /// - Parameter isDirect: lines come by themselves; else by calls of `log`.
    func attach(_ job: Job, isDirect: Bool)
}

extension DirectLogger {
    func judge(_ job: Job) throws(OptionError) -> RunSettings? { nil }
}

/// Hands the lines of a run on to a destination of the job's own.
final class LoggerAdapter: JournalObserver {
    private let logger: any JobLogger

    init(_ logger: any JobLogger) {
        self.logger = logger
    }

    func receive(_ event: Event) { logger.log(LogEntry(event)) }
    func taskBegan(_ tasks: [LogTask]) { logger.taskStart(tasks.map(JobTask.init)) }
    func taskEnded(_ tasks: [LogTask]) { logger.taskEnd(tasks.map(JobTask.init)) }
    func runEnded(_ status: Status) {}
}
