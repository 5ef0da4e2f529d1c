import SisyphusCore

/// The way from log calls and tasks to the run's log. May be used from any thread.
protocol JobChannel: Sendable {
    /// Whether anybody gets the lines.
    var isHeard: Bool { get }
    /// - Parameter task: the id of the innermost task; 0: none.
    func message(task: Int, tags: [String], text: String)
    func taskBegan(id: Int, parent: Int, _ task: LogTask)
    func taskEnded(id: Int, failed: Bool)
    func outcome(_ outcome: StatedOutcome)
}

/// Outside of a run nobody listens.
struct NoChannel: JobChannel {
    var isHeard: Bool { false }
    func message(task: Int, tags: [String], text: String) {}
    func taskBegan(id: Int, parent: Int, _ task: LogTask) {}
    func taskEnded(id: Int, failed: Bool) {}
    func outcome(_ outcome: StatedOutcome) {}
}

/// The run that this process works for.
enum CurrentRun {
    /// Set once, before the job starts: whatever thread reads it was started later.
    nonisolated(unsafe) private(set) static var channel: any JobChannel = NoChannel()

    /// The module of the job's class, set likewise.
    nonisolated(unsafe) private(set) static var module = ""

    static func begin(_ job: Job, _ channel: any JobChannel) {
        self.channel = channel
        ThrowSites.watch()
        module = String(reflecting: type(of: job)).split(separator: ".").first.map(String.init) ?? ""
    }
}
