import SisyphusSupervisor
import SisyphusCore
import Synchronization

/// The way from log calls and tasks to the run's log. May be used from any thread.
protocol JobChannel: Sendable {
    /// Whether anybody gets the lines.
    var isHeard: Bool { get }
    /// - Parameter task: the id of the innermost task; 0: none.
    func message(task: Int, tags: [String], text: String)
    func taskBegan(id: Int, parent: Int, _ task: LogTask)
    func taskEnded(id: Int, failed: Bool)
    func outcome(_ outcome: StatedOutcome)
    func metric(_ metric: Metric)
}

/// Outside of a run nobody listens.
struct NoChannel: JobChannel {
    var isHeard: Bool { false }
    func message(task: Int, tags: [String], text: String) {}
    func taskBegan(id: Int, parent: Int, _ task: LogTask) {}
    func taskEnded(id: Int, failed: Bool) {}
    func outcome(_ outcome: StatedOutcome) {}
    func metric(_ metric: Metric) {}
}

/// What log calls need to know of the run that they are for.
final class RunContext: Sendable {
    let channel: any JobChannel
    /// The module of the job's class.
    let module: String
    let backtraces: JobBacktraces

    init(_ job: Job, _ channel: any JobChannel) {
        self.channel = channel
        module = _typeName(type(of: job)).split(separator: ".").first.map(String.init) ?? ""
        backtraces = type(of: job).backtraces
    }
}

/// The run that whoever asks works for: a rehearsal, or that of this process.
enum CurrentRun {
    /// Set once. Threads that were there before may be logging already.
    private static let begun = AtomicLazyReference<RunContext>()

    static func channel(in frame: TaskFrame) -> any JobChannel { (frame.run ?? begun.load())?.channel ?? NoChannel() }
    static var channel: any JobChannel { channel(in: .current) }
    static var module: String { (TaskFrame.current.run ?? begun.load())?.module ?? "" }
    static var backtraces: JobBacktraces { (TaskFrame.current.run ?? begun.load())?.backtraces ?? .own }

    static func begin(_ job: Job, _ channel: any JobChannel) {
        let run = RunContext(job, channel)
        _ = begun.storeIfNil(run)
        if run.backtraces != .off { ThrowSites.watch() }
    }
}

/// Tells the supervisor in the same process.
final class InProcessChannel: JobChannel {
    private let work: InProcessWork
    let isHeard = true

    init(_ work: InProcessWork) {
        self.work = work
    }

    func message(task: Int, tags: [String], text: String) {
        work.tell(.message(task: task, tags: tags, text: text, continues: false))
    }

    func taskBegan(id: Int, parent: Int, _ task: LogTask) { work.tell(.taskBegan(id: id, parent: parent, task)) }
    func taskEnded(id: Int, failed: Bool) { work.tell(.taskEnded(id: id, failed: failed)) }
    func outcome(_ outcome: StatedOutcome) { work.tell(.outcome(outcome)) }
    func metric(_ metric: Metric) { work.tell(.metric(metric)) }
}
