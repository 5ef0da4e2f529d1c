public import SisyphusCore

/// The part of a run that a job written in Swift has in its supervisor.
public struct LibraryJob {
    public let delegate: any RunDelegate
    /// What the worker process finds the job by.
    public var call: WorkerCall
    /// What a worker does that is a copy of this process, with the environment of a job; `nil`: the program has to begin anew for it.
    public var forkedWork: ((WorkerMark) -> Never)?
    /// Set: the job works in this process.
    public var inProcess: InProcessWork?
    /// Whether the program had threads before the run: children that are none of the run's may be somebody else's.
    public var isShared = false
    public var names = RunFileNames()
    /// What the log says about where it goes besides.
    public var destinations: [String] = []
    /// Variables that the secrets of further destinations are read from; the job does not get them.
    public var secretVariables: Set<String> = []
    /// Who gets every line and every task besides the log.
    public var observers: [any JournalObserver] = []

    /// Whether somebody else in this process may wait for children.
    var mayHaveChildren: Bool { isShared || inProcess != nil }

    public init(_ delegate: any RunDelegate, _ call: WorkerCall) {
        (self.delegate, self.call) = (delegate, call)
    }
}

/// What a job is told and asked about its runs, by the thread that supervises.
public protocol RunDelegate: AnyObject {
    /// The files of a run are open, and nothing has been logged yet.
    func runOpened(_ run: RunAccess)
    func runBegan()
    /// - Parameter result: what the result line of the log says.
    func runEnded(_ status: Status, _ result: String, keepsLog: Bool)
    /// The process title to be shown in place of the usual one.
    func processTitle(_ usual: String) -> String
    /// When a repeating job runs again, asked after each run.
    func nextRun() -> RunSettings.NextRun?
}

/// What the files of a run are called, apart from those that keep the house. `nil`: there is no such file.
///
/// Logs under other names are not found by housekeeping, which touches only names that this program makes, and links under
/// other names do not follow a log that is compressed.
public struct RunFileNames {
    /// From the standard name, which tells when the run began.
    public var log: (String) -> String? = { $0 }
    public var current: String? = LinkName.current
    public var last: (Status) -> String? = { LinkName.last($0) }
    public var health: String? = JobFile.health
    /// A copy of the last mail about a run.
    public var mail: String?

    public init() {}
}
