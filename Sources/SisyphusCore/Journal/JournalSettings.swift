/// What decides how lines become a log.
public struct JournalSettings: Sendable {
    public var linetags: RunSettings.LineTags = .all
    /// The tags by which lines go to people: `external`, and those of the channels.
    public var routing = [ReservedTags.external]
    public var escapes: RunSettings.Escapes = .escape
    /// The longest line in bytes; longer ones are split.
    public var maxline = 65_536
    /// With `.tag` the lines of stderr carry the tag `stderr`.
    public var stderr: RunSettings.Stderr = .tag
    /// Whether carriage returns and control characters stay in lines as they are. All outputs should then have the raw format.
    public var isRaw = false
    /// Whether `parent PID` and `child PID` are the outermost tasks (`--fork`).
    public var showsProcesses = true
    public var supervisorPID: Int32 = 0
    /// In repeat mode the number of the run, from 1: the child is shown as `[n] child PID`.
    public var runNumber: Int?
    /// A library job speaks in records, which this key marks (`nil` with `speaksInRecords`: they come by calls, from the same process).
    public var recordKey: RecordKey?
    /// What the monotonic clock showed when the run began, in microseconds: library jobs say by it when something was logged.
    public var clockOrigin: Int64 = 0
    /// Whether the job is a library job.
    public var speaksInRecords = false
    /// How many of the last lines are kept for reports.
    public var lastLines = 20
    /// Whether a traceback at the end of standard error tells why the job failed.
    public var readsTracebacks = true

    public init() {}

    /// What the options say.
    public init(_ settings: RunSettings, supervisorPID: Int32, runNumber: Int? = nil) {
        linetags = settings.linetags
        escapes = settings.escapes
        maxline = settings.maxline
        stderr = settings.stderr
        isRaw = settings.logformat == .raw
        readsTracebacks = settings.tracebacks
        showsProcesses = settings.fork
        self.supervisorPID = supervisorPID
        self.runNumber = runNumber
    }
}
