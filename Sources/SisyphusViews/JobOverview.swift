public import SisyphusCore
public import SisyphusSchedule

/// What is known of one job. It is large, and thousands are sorted and handed on: so it is not copied.
public final class JobOverview: Sendable {
    /// What was found on disk.
    public struct Facts: Sendable {
        public var tail: RecordTail
        public var run: HealthInput.Run
        /// Records, the newest last, that could not be added to the others yet.
        public var unwritten: [RunRecord] = []
        /// The end of the log of the run that is going on.
        public var log: [String] = []
        /// Messages about the job that wait to be delivered; `nil`: the reader may not know.
        public var waitingMessages: Int? = 0
        /// Why the job's files cannot be read.
        public var trouble: String?
        /// Why the health file does not let the job be called healthy, whatever the records tell; `nil`: it is empty, missing or was not looked at.
        public var complaint: String?
        public var pattern: StartPattern?
        /// The job's schedule and the zone in which it counts. It says more than the pattern.
        public var schedule: (kept: KeptSchedule, zone: ZoneRules)?
        /// That the job, or all jobs, are paused.
        public var pause: Pause?
        /// That somebody knows of the failure that the last run ended with.
        public var known: Acknowledgement?

        public init(tail: RecordTail, run: HealthInput.Run) {
            (self.tail, self.run) = (tail, run)
            pattern = StartPattern(starts: tail.starts)
        }
    }

    public let place: Place
    public let facts: Facts
    /// What the run that is going on printed last, and the tasks that were open then, outermost first.
    public let lastLine: String?
    public let tasks: [String]
    public let state: JobState
    /// When the next run is expected, by the job's schedule or the rhythm of its starts; `nil`: neither is known.
    public let next: Timestamp?
    /// The scheduled moment for which nothing was started.
    public let missed: Timestamp?

    public var tail: RecordTail { facts.tail }

    /// A job's directory, by the names of the two directories.
    public struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
        public var project: String
        public var job: String
        /// Whose base directory it was collected from; `nil`: it is that of this machine.
        public var host: String?

        public init(project: String, job: String, host: String? = nil) {
            self.project = project
            self.job = job
            self.host = host
        }

        /// The job alone, `PROJECT/JOB`.
        public var name: String { "\(project)/\(job)" }
        /// `PROJECT/JOB`, or `HOST: PROJECT/JOB`.
        public var description: String { (host.map { "\($0): " } ?? "") + name }
        public static func < (one: Place, other: Place) -> Bool {
            if one.host != nil || other.host != nil { return (one.project, one.job, one.host ?? "") < (other.project, other.job, other.host ?? "") }
            return (one.project, one.job) < (other.project, other.job)
        }
    }

    /// - Parameter maxAge: how long ago the last good run may be, in microseconds; `nil`: as long as the job's own rhythm lets expect.
    public convenience init(_ place: Place, _ facts: Facts, now: Timestamp, maxAge: Int64? = nil) {
        let line = facts.log.isEmpty ? nil : facts.log.lazy.map(LoggedLine.init).last { !$0.isOurs }
        self.init(place, facts, lastLine: line?.text, tasks: line?.jobTasks ?? [], now, maxAge)
    }

    private init(_ place: Place, _ facts: Facts, lastLine: String?, tasks: [String], _ now: Timestamp, _ maxAge: Int64?) {
        (self.place, self.facts, self.lastLine, self.tasks) = (place, facts, lastLine, tasks)
        var missed: Timestamp?
        if let (kept, zone) = facts.schedule {
            next = kept.next(after: now, in: zone)
            missed = kept.missed(now: now, facts.tail, grace: nil, in: zone)
        } else {
            next = facts.run.going == nil ? facts.run.waiting?.until ?? facts.pattern?.next : nil
        }
        state = JobOverview.state(facts, now, maxAge, isLate: missed != nil || facts.schedule == nil && facts.pattern?.isLate(now) ?? false)
        self.missed = state == .overdue ? missed : nil
    }

    private static func state(_ facts: Facts, _ now: Timestamp, _ maxAge: Int64?, isLate: Bool) -> JobState {
        // What cannot be read is never called healthy.
        if facts.trouble != nil { return .unknown }
        switch facts.run {
        case .alive(let state), .elsewhere(let state):
            if state.waiting != nil { return facts.pause == nil ? .waiting : .paused }
            return StuckRun.text(state, usual: facts.tail.usual, now: now) == nil ? .running : .stuck
        case .dead: return facts.pause == nil ? .lost : .paused
        case .unreadable: return facts.pause == nil ? .unknown : .paused
        case .none: if facts.pause != nil { return .paused }
        }
        let state = ended(facts.tail.last, now, maxAge, isLate: isLate)
        return state.isHealthy && facts.complaint != nil ? .unknown : state
    }

    /// The state of a job of which nothing goes on, by its newest record.
    private static func ended(_ last: RecordLine?, _ now: Timestamp, _ maxAge: Int64?, isLate: Bool) -> JobState {
        guard let last, let state = JobState(last) else { return isLate ? .overdue : .never }
        let isLate = maxAge.map { now.microseconds - last.end.microseconds > $0 } ?? isLate
        return last.isGood && isLate ? .overdue : state
    }

    /// The same facts at another moment.
    public func at(_ now: Timestamp, maxAge: Int64?) -> JobOverview {
        JobOverview(place, facts, lastLine: lastLine, tasks: tasks, now, maxAge)
    }

    /// The state of the run that is going on, wherever it does.
    public var going: RunStateFile? { facts.run.going }

    /// The host of the run that is going on, else of the last one.
    public var host: String? { going?.host ?? tail.last?.host }

    /// What is waited for, by a supervisor that lives.
    public var waiting: RunStateFile.Waiting? { facts.run.waiting }

    /// One sentence beside the state; empty when there is nothing to say.
    public func reason(now: Timestamp) -> String {
        if let trouble = facts.trouble { return trouble }
        if state == .paused, let pause = facts.pause {
            return pause.text { Timestamp(microseconds: $0.microseconds, utcOffset: now.utcOffset) }
        }
        if let waiting {
            return "waits for \(waiting.what)\(waiting.until.map { ", until \(ShortText.moment($0, near: now))" } ?? "")"
        }
        switch facts.run {
        case .alive(let state), .elsewhere(let state):
            let pid = (state.job ?? state.supervisor?.pid).map { "pid \($0)" } ?? "started"
            let host = if case .elsewhere = facts.run { " on \(state.host ?? "another host")" } else { "" }
            if state.isOfLockAlone { return "\(pid) holds its lock, but \(RunStateFile.unwrittenYet)" }
            let since = state.start.map { " since \(ShortText.moment($0, near: now))" } ?? ""
            return ([pid + host + since] + tasks + [lastLine].compactMap { $0 }).joined(separator: ": ")
        case .dead: return "its processes are gone"
        case .unreadable(let why): return why
        case .none: break
        }
        if state == .unknown, let complaint = facts.complaint { return complaint }
        if let elsewhere = facts.tail.elsewhere, let note = elsewhere.note { return "\(note) (seen \(ShortText.moment(elsewhere.start, near: now)))" }
        if let missed { return "nothing was started for \(ShortText.moment(missed, near: now))" }
        if state == .overdue, let pattern = facts.pattern, pattern.isLate(now) {
            return "no start for \(ShortText.age(tail.starts[0], now: now)), usually every \(ShortText.span(pattern.interval))"
        }
        guard let last = tail.last else { return "" }
        if state == .overdue { return "no run has ended well for \(ShortText.age(last.end, now: now))" }
        let (reason, summary) = (last.reason, last.summary)
        return [reason, summary == reason ? nil : summary].compactMap { $0 }.joined(separator: ": ")
            + (facts.known.map { " (\($0.by ?? "somebody") knows)" } ?? "")
    }

    /// Those in one of these states, worst first; none: all of them.
    public static func worst(_ jobs: some Sequence<JobOverview>, in states: Set<String>) -> [JobOverview] {
        (states.isEmpty ? Array(jobs) : jobs.filter { states.contains($0.state.rawValue) }).sorted(by: isWorse)
    }

    /// Worst first, then by name.
    public static func isWorse(_ one: JobOverview, _ other: JobOverview) -> Bool {
        (one.state.severity, one.place) < (other.state.severity, other.place)
    }
}

extension HealthInput.Run {
    /// The state of a run whose processes are gone, and of which there is no record yet.
    public var lost: RunStateFile? { if case .dead(let state) = self { state } else { nil } }

    /// The state of a run that is going on, wherever it does.
    public var going: RunStateFile? {
        switch self {
        case .alive(let state), .elsewhere(let state): state.waiting?.isBetweenRuns == true ? nil : state
        case .none, .dead, .unreadable: nil
        }
    }

    /// What is waited for, by a supervisor that lives.
    fileprivate var waiting: RunStateFile.Waiting? {
        switch self {
        case .alive(let state), .elsewhere(let state): state.waiting
        case .none, .dead, .unreadable: nil
        }
    }
}
