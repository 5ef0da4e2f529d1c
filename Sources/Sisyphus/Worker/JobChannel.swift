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

/// The run that this process works for.
enum CurrentRun {
    private final class Begun: Sendable {
        let channel: any JobChannel
        /// The module of the job's class.
        let module: String
        let backtraces: JobBacktraces

        init(_ channel: any JobChannel, _ module: String, _ backtraces: JobBacktraces) {
            (self.channel, self.module, self.backtraces) = (channel, module, backtraces)
        }
    }

    /// Set once. Threads that were there before may be logging already.
    private static let begun = AtomicLazyReference<Begun>()

    static var channel: any JobChannel { begun.load()?.channel ?? NoChannel() }
    static var module: String { begun.load()?.module ?? "" }
    static var backtraces: JobBacktraces { begun.load()?.backtraces ?? .own }

    static func begin(_ job: Job, _ channel: any JobChannel) {
        let module = String(reflecting: type(of: job)).split(separator: ".").first.map(String.init) ?? ""
        let backtraces = type(of: job).backtraces
        _ = begun.storeIfNil(Begun(channel, module, backtraces))
        if backtraces != .off { ThrowSites.watch() }
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
