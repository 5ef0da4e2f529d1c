public import SisyphusCore

/// A symbolic link to the log of a run: to that of every run, as `current.sisyphuslog`, or to that of the last run with certain outcomes:
///
///     add(LinkLogger("last_trouble.sisyphuslog", on: [.failed, .timeout]))
///
/// A link of one's own does not follow a log that is compressed or deleted.
public final class LinkLogger: JobLogger {
    /// A name in the directory of the job, or absolute.
    public let path: String
    /// The outcomes with which the link is made, at the end of a run; `nil`: it is made when a run begins, and removed with its log.
    public let statuses: Set<Status>?
    private weak var job: Job?

    /// - Parameters:
    ///   - path: A name in the directory of the job, or an absolute path whose directory exists. A link that stands there is replaced.
    ///   - statuses: With which outcomes; `nil`: each run, from its beginning.
    public init(_ path: String, on statuses: Set<Status>? = nil) {
        self.path = path
        self.statuses = statuses
    }

    /// One of the links that each job has: others make it.
    init(of job: Job, _ path: String, on statuses: Set<Status>?) {
        self.path = path
        self.statuses = statuses
        self.job = job
    }

    /// Links are not named where the log says where it goes.
    public var name: String { "" }

    public func open(_ job: Job) {
        self.job = job
        if statuses == nil { job.access?.linkLog(path) }
    }

    public func log(_ entry: LogEntry) {}

    @discardableResult public func close(_ status: Status) -> Bool {
        guard let job else { return true }
        if job.logfile == nil {
            if statuses == nil { job.access?.unlinkLog(path) }
        } else if statuses?.contains(status) == true {
            job.access?.linkLog(path)
        }
        return true
    }
}
