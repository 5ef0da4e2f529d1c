public import SisyphusCore

/// The part of a run that a job written in Swift has in its supervisor.
public struct LibraryJob {
    /// Which of the jobs that the program runs one after the other this is: the worker process, which begins the program
    /// anew, leaves the earlier ones out.
    public var ordinal: Int
    /// Set: the job works in this process.
    public var inProcess: InProcessWork?
    /// Whether the program had threads before the run: children that are none of the run's may be somebody else's.
    public var isShared = false
    public var names = RunFileNames()
    /// Called when the files of a run are open and nothing has been logged yet.
    public var opened: ((RunAccess) -> Void)?
    /// Called when a run begins and when it has ended, with the text of its result and whether its log is kept.
    public var runBegan: (() -> Void)?
    public var runEnded: ((Status, String, _ keepsLog: Bool) -> Void)?
    /// Makes a process title of the usual one.
    public var title: ((String) -> String)?
    /// What the log says about where it goes besides.
    public var destinations: [String] = []
    /// Variables that the secrets of further destinations are read from; the job does not get them.
    public var secretVariables: Set<String> = []
    /// When a repeating job runs again, asked after each run.
    public var nextRun: (() -> RunSettings.NextRun?)?
    /// Who gets every line and every task besides the log.
    public var observers: [any JournalObserver] = []

    /// Whether somebody else in this process may wait for children.
    var mayHaveChildren: Bool { isShared || inProcess != nil }

    public init(ordinal: Int) {
        self.ordinal = ordinal
    }
}
