public import SisyphusCore
public import SisyphusSchedule

/// What is known of one job.
public struct JobOverview: Sendable {
    public var place: Place
    public var tail: RecordTail
    public var run: HealthInput.Run
    /// What the run that is going on printed last.
    public var lastLine: String?
    /// Why the job's files cannot be read.
    public var trouble: String?
    public var state: JobState
    /// When it is expected next, by its schedule.
    public private(set) var next: Timestamp?
    /// The scheduled moment for which nothing was started.
    public private(set) var missed: Timestamp?

    /// A job's directory, by the names of the two directories.
    public struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
        public var project: String
        public var job: String

        public init(project: String, job: String) {
            self.project = project
            self.job = job
        }

        public var description: String { "\(project)/\(job)" }
        public static func < (one: Place, other: Place) -> Bool { (one.project, one.job) < (other.project, other.job) }
    }

    /// - Parameter maxAge: how long ago the last good run may be, in microseconds; `nil`: any time.
    public init(
        _ place: Place, tail: RecordTail, run: HealthInput.Run, log: [String] = [], trouble: String? = nil, now: Timestamp, maxAge: Int64? = nil
    ) {
        (self.place, self.tail, self.run, self.lastLine, self.trouble) = (place, tail, run, LogText.printed(log).last, trouble)
        state = JobOverview.state(tail, run, now, maxAge)
    }

    private static func state(_ tail: RecordTail, _ run: HealthInput.Run, _ now: Timestamp, _ maxAge: Int64?) -> JobState {
        switch run {
        case .alive(let state), .elsewhere(let state): return StuckRun.text(state, usual: tail.usual, now: now) == nil ? .running : .stuck
        case .dead: return .lost
        case .none, .unreadable: break
        }
        guard let last = tail.last, let status = last.status else { return .never }
        switch status {
        case .failed: return .failed
        case .timeout: return .timeout
        case .interrupted: return .interrupted
        case .successful, .uneventful:
            if let maxAge, now.microseconds - last.end.microseconds > maxAge { return .overdue }
            if last.degraded { return .warned }
            return status == .successful ? .ok : .uneventful
        }
    }

    /// The state of the run that is going on, wherever it does.
    public var going: RunStateFile? { run.going }

    /// Takes the job's schedule into account.
    /// - Parameter lastStart: of the newest run or skipped start.
    public mutating func expect(_ kept: KeptSchedule, in zone: ZoneRules, lastStart: Timestamp?, now: Timestamp) {
        next = kept.next(after: now, in: zone)
        guard [.warned, .ok, .uneventful, .never].contains(state) else { return }
        missed = kept.missed(now: now, lastStart: lastStart, usual: tail.usual?.median, grace: nil, in: zone)
        if missed != nil { state = .overdue }
    }

    /// One sentence beside the state; empty when there is nothing to say.
    public var reason: String {
        if let trouble { return trouble }
        if let missed { return "nothing was started for \(missed.textWithZone)" }
        switch run {
        case .alive(let state), .elsewhere(let state):
            let mark = (state.job ?? state.supervisor?.pid).map { "pid \($0)" }
            let host = if case .elsewhere = run { "on \(state.host ?? "another host")" } else { nil as String? }
            return [mark, host, lastLine].compactMap { $0 }.joined(separator: ", ")
        case .dead: return "its processes are gone"
        case .unreadable(let why): return why
        case .none: return tail.last?.reason ?? ""
        }
    }

    /// Worst first, then by name.
    public static func isWorse(_ one: JobOverview, _ other: JobOverview) -> Bool {
        (one.state.severity, one.place) < (other.state.severity, other.place)
    }
}

extension HealthInput.Run {
    /// The state of a run that is going on, wherever it does.
    public var going: RunStateFile? {
        switch self {
        case .alive(let state), .elsewhere(let state): state
        case .none, .dead, .unreadable: nil
        }
    }
}
