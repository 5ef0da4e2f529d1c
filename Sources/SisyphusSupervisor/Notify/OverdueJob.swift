public import SisyphusCore
import SisyphusNotify
public import SisyphusSchedule
public import SisyphusUnix

/// A job with a schedule: whether nothing was started for its last scheduled moment, and who is told of that.
///
/// It takes no lock that a start could find taken. A run that ends in the same moment may have told already what is told here.
public struct OverdueJob {
    public let place: JobPlace
    public let kept: KeptSchedule
    /// The scheduled moment for which nothing was started.
    public let missed: Timestamp?
    private let store: JobStore
    private let tail: RecordTail
    private let now: Timestamp

    /// - Parameters:
    ///   - directory: the name of the job's directory.
    ///   - grace: how late a run may be; `nil`: as the job says.
    /// - Returns: `nil`: the job has no schedule, it is running, or somebody paused it.
    /// - Throws: what cannot be read.
    public init?(project: String, directory: String, base: Directory, now: Timestamp, grace: Duration?) throws(SystemError) {
        store = JobStore(try base.subdirectory(project, createMode: nil).subdirectory(directory, createMode: nil))
        guard let kept = ScheduledStart.kept(in: store) else { return nil }
        let (run, unwritten) = HealthQuestion.run(in: store.directory)
        switch run {
        case .alive, .elsewhere: return nil
        case .none, .dead, .unreadable: break
        }
        let owner = store.lockFile().flatMap { JobPlace(ownerText: $0.owner, project: project) }
        if SteeringFiles.pause(of: store.directory, now: now, complain: Complaint.say) != nil { return nil }
        place = owner ?? JobPlace(project: project, job: directory)
        (self.kept, self.now) = (kept, now)
        tail = try RecordTail(in: store.directory, unwritten: unwritten)
        missed = kept.missed(now: now, tail, grace: grace, in: ZoneFiles.zone(of: kept))
    }

    /// What is wrong, as a sentence without the job's name.
    public func sentence(_ missed: Timestamp) -> String { "nothing was started for \(missed.textWithZone) (\(kept.schedule.text), by \(kept.source))" }

    /// Hands to a courier what the policy says is to be told, as far as there is something.
    func tell(_ settings: RunSettings, base: String, umask: UInt16) -> Notifier? {
        let files = NotifyFiles(store: store)
        var log = files.log()
        let before = log
        let policy = DedupPolicy(settings.notify)
        let last = tail.last?.record
        let isOver = missed == nil && log.judged?.hasPrefix(OverdueJob.mark) == true && last?.isGood != false
        guard missed != nil || isOver else { return nil }
        let notifier = Notifier(
            settings, files, umask: umask, base: base, runID: missed.map { OverdueJob.mark + $0.rfc3339Seconds } ?? last?.id ?? OverdueJob.mark, start: now)
        let occasion: Occasion?
        if let missed {
            (notifier.report.status, notifier.report.isOverdue, notifier.report.reason) = (.failed, true, sentence(missed))
            occasion = policy.judge(missing: notifier.report, state: &log, now: now.microseconds)
        } else {
            notifier.report.reason = last?.reason ?? "it is not overdue any more"
            occasion = policy.judge(noLongerMissing: notifier.report, state: &log, now: now.microseconds)
        }
        guard log != before else { return nil }
        if occasion != nil, !notifier.tellsPeople {
            notifier.sentences.append(("\(place): \(notifier.report.reason); no channel is configured that tells people", false))
        }
        notifier.missed(occasion, in: log)
        return notifier
    }

    /// How the ids of moments without a run begin.
    private static let mark = "overdue "
}

/// Tells people of overdue jobs, and that they are not overdue any more.
public enum OverdueAlerts {
    /// Couriers at work at once.
    private static let most = 8

    /// - Parameter jobs: with the settings by which each tells people.
    /// - Returns: what went wrong, in sentences; `nil`: another process does the same just now.
    public static func tell(_ jobs: [(job: OverdueJob, settings: RunSettings)], base: String) throws(SystemError) -> [String]? {
        let lock = try Directory.open(base, createMode: nil).openFile(".overdue.lock", File.readWrite | File.create, mode: 0o600)
        defer { lock.close() }
        guard try lock.lock() else { return nil }
        let umask = File.setUmask(0o077)
        let signals = try SignalReader.start()
        var sentences: [String] = []
        for start in stride(from: 0, to: jobs.count, by: most) {
            let notifiers = jobs[start..<min(start + most, jobs.count)].compactMap { $0.job.tell($0.settings, base: base, umask: umask) }
            for notifier in notifiers {
                notifier.waitForDeliveries(signals: signals)
                sentences += notifier.takeSentences().filter { !$0.isGood }.map(\.text)
            }
        }
        return sentences
    }
}
