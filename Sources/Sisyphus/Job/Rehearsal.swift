import SisyphusCore
import SisyphusUnix

/// What came of a job in a test, see ``Job/rehearse(arguments:isolation:)``.
public struct Rehearsal: Sendable {
    /// How a run would have ended.
    public let status: Status
    /// What its result line would have said: what `execute` returned, or `failed with ValueError: bad value`.
    public let result: String
    /// What the job logged, each line with its tags and tasks; delayed ones only if something else was logged too.
    public let entries: [LogEntry]

    /// The texts of the entries.
    public var texts: [String] { entries.map(\.text) }
}

extension Job {
    /// Does the work of the job in this process and tells what came of it: for tests. There is no log, no lock and no limit, nobody is told anything, and configuration
    /// files and environment are not read. What the job prints goes where it would go without this. Many may run at the same time.
    ///
    ///     let rehearsal = await Import().rehearse(arguments: ["--directory", "fixtures"])
    ///     #expect(rehearsal.status == .successful && rehearsal.texts.contains("2 lines"))
    ///
    /// - Parameters:
    ///   - arguments: The words after the program's name.
    ///   - isolation: The actor of whoever calls.
    /// - Returns: what came of it; wrong arguments are a failure that says so.
    public final func rehearse(arguments: [String] = [], isolation: isolated (any Actor)? = #isolation) async -> Rehearsal {
        do {
            if let classFlaw { throw classFlaw }
            if case .settings(let settings) = try JobOptions.read(self, arguments, environment: [], isRehearsal: true) { self.settings = settings }
            if let own = type(of: self).ownOptions { _ = try own.parse(ownWords) }
        } catch {
            return Rehearsal(status: .failed, result: "\(error)", entries: [])
        }
        let channel = RehearsalChannel(settings)
        let run = RunContext(self, channel)
        if run.backtraces != .off { ThrowSites.watch() }
        // Whoever calls waits.
        nonisolated(unsafe) let job = self
        let stated = await TaskFrame.rehearse(run) { await Execution.perform(job, in: $0) }
        return channel.end(stated)
    }
}

/// Keeps what a job tells.
private final class RehearsalChannel: JobChannel {
    private final class Lines: JournalObserver {
        var entries: [LogEntry] = []
        func receive(_ event: Event) { entries.append(LogEntry(event)) }
        func taskBegan(_ tasks: [LogTask]) {}
        func taskEnded(_ tasks: [LogTask]) {}
        func runEnded(_ status: Status) {}
    }

    /// Touched with the lock held only.
    nonisolated(unsafe) private let journal: Journal
    nonisolated(unsafe) private let lines = Lines()
    private let lock = Guarded<Void>(())
    private let settings: RunSettings
    private let begun = SystemClock.monotonicMicroseconds()
    let isHeard = true

    init(_ settings: RunSettings) {
        self.settings = settings
        var own = JournalSettings(settings, supervisorPID: 0)
        own.speaksInRecords = true
        own.showsProcesses = false
        journal = Journal(own)
        journal.add(lines)
    }

    private func tell(_ record: JobRecord) {
        let stamp = Stamp(time: SystemClock.wall(utc: settings.utc), elapsed: SystemClock.monotonicMicroseconds() - begun)
        lock.withLock { _ in journal.take(record, at: stamp) }
    }

    func message(task: Int, tags: [String], text: String) { tell(.message(task: task, tags: tags, text: text, continues: false)) }
    func taskBegan(id: Int, parent: Int, _ task: LogTask) { tell(.taskBegan(id: id, parent: parent, task)) }
    func taskEnded(id: Int, failed: Bool) { tell(.taskEnded(id: id, failed: failed)) }
    func outcome(_ outcome: StatedOutcome) { tell(.outcome(outcome)) }
    func metric(_ metric: Metric) { tell(.metric(metric)) }

    func end(_ stated: StatedOutcome) -> Rehearsal {
        tell(.began)
        outcome(stated)
        return lock.withLock { _ in
            let stamp = Stamp(time: SystemClock.wall(utc: settings.utc), elapsed: SystemClock.monotonicMicroseconds() - begun)
            journal.openGateForErrors(at: stamp)
            let facts = journal.facts
            let outcome = Outcome.judge(Termination(cause: .exited(.exited(0))), facts: facts, settings: settings)
            if !outcome.status.isGood || facts.undelayed { journal.openGate(at: stamp) }
            return Rehearsal(status: outcome.status, result: outcome.line, entries: lines.entries)
        }
    }
}
