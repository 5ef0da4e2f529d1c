/// Whether a job is healthy, and in one line why not.
public struct HealthVerdict: Sendable, Equatable {
    public enum Level: Sendable { case healthy, paused, degraded, unhealthy, unknown }

    public var level: Level
    /// Empty if there is nothing to say; one line, at most 200 bytes.
    public var message: String

    public init(_ level: Level, _ message: String = "") {
        self.level = level
        self.message = HealthText.line(message)
    }

    /// `degraded` counts as healthy: the last run ended well, though with errors; so does a job that somebody paused. What cannot be read does not.
    public var isHealthy: Bool { level == .healthy || level == .paused || level == .degraded }
}

/// The rules of `sisyphus health`.
public enum HealthCheck {
    /// What is looked at, first hit wins: a pause; a lost run; a health file that is missing or cannot be read; a run that ended badly
    /// after the health file was written; the age; the file's text. Of a job that keeps no such file the last record tells what would stand there.
    public static func verdict(_ input: HealthInput) -> HealthVerdict {
        if let pause = input.pause {
            return .init(.paused, "Paused " + pause.text { Timestamp(microseconds: $0.microseconds, utcOffset: input.now.utcOffset) })
        }
        switch input.run {
        case .dead(let state): return .init(.unhealthy, "The run was lost\(started(state, input)): its processes are gone")
        case .unreadable(let why): return .init(.unknown, "The state of the run cannot be read: \(why)")
        case .none, .alive, .elsewhere: break
        }
        let path = HealthText.tail(of: input.path)
        let bytes: [UInt8]
        let modified: Timestamp
        switch input.file {
        case .notKept where input.lastRun != nil:
            let last = input.lastRun!
            (bytes, modified) = (last.isGood ? [] : Array(reason(last).utf8), last.end)
        case .missing, .notKept:
            if case .alive(let state) = input.run, input.lastRun == nil {
                return .init(.unhealthy, "Running for the first time\(state.start.map { " since \(shown($0, input))" } ?? "")")
            }
            return .init(.unhealthy, input.file == .missing ? "Healthfile \(path) missing" : "Not run yet")
        case .unreadable(let why): return .init(.unknown, "Healthfile \(path) cannot be read: \(why)")
        case .content(let content, let time): (bytes, modified) = (content, time)
        }
        guard let content = String(validating: bytes, as: UTF8.self).map(\.trimmed) else {
            return .init(.unknown, "Healthfile \(path) malformed")
        }
        if let tooOld = age(input, fileSays: content, modified: modified) { return tooOld }
        if !content.isEmpty { return .init(.unhealthy, HealthText.line(content, then: streak(input))) }
        // The health file could not be written at the end of that run: its verdict is that of a run before.
        if let last = input.lastRun, !last.isGood, last.end > modified {
            return .init(.unhealthy, HealthText.line(reason(last), then: streak(input)))
        }
        if let missed = input.missed, case .none = input.run {
            return .init(.unhealthy, "Overdue: nothing was started for the scheduled moment \(shown(missed, input))")
        }
        if let last = input.lastRun, last.degraded {
            return .init(.degraded, last.reason ?? "The last run ended with errors")
        }
        return .init(.healthy)
    }

    private static func reason(_ last: RunRecord) -> String {
        last.reason ?? "The last run ended as \(last.status?.description ?? "lost")"
    }

    /// Since when the job is not well, how often it failed in a row, and which log tells about it.
    private static func streak(_ input: HealthInput) -> String {
        guard let bad = input.badRuns else { return "" }
        let times = bad.count > 1 ? ", \(grouped(bad.count)) times in a row" : ""
        return " (since \(shown(bad.first.start, input))\(times)\(bad.last.log.map { ", log \($0)" } ?? ""))"
    }

    /// When the last good run ended, as far as can be known.
    public static func lastGood(_ input: HealthInput) -> Timestamp? {
        var time = input.lastGoodRun?.end
        if case .content(let bytes, let modified) = input.file, bytes.text.trimmed.isEmpty {
            time = max(time ?? modified, modified)
        }
        return time
    }

    /// The age counts from the last good run. A job that runs and fails is told by its failure, not as "not running".
    private static func age(_ input: HealthInput, fileSays content: String, modified: Timestamp) -> HealthVerdict? {
        guard let maxAge = input.maxAge else { return nil }
        let last = content.isEmpty ? lastGood(input) ?? modified : max(input.lastRun?.end ?? modified, modified)
        let age = input.now.microseconds - last.microseconds
        // A limit that is a moment to come is longer ago than nothing.
        if -age > max(0, maxAge.microseconds) {
            return .init(.unhealthy, "The last run at \(shown(last, input)) lies in the future: the clock was changed")
        }
        guard age > maxAge.microseconds else { return nil }
        let cutoff = Timestamp(microseconds: input.now.microseconds - maxAge.microseconds)
        let ago = TimeSpanText.words(microseconds: age)
        return .init(.unhealthy, "Not running since \(shown(cutoff, input)) (last run at \(shown(last, input)); \(ago) ago)")
    }

    private static func started(_ state: RunStateFile, _ input: HealthInput) -> String {
        state.start.map { " that started at \(shown($0, input))" } ?? ""
    }

    /// In the zone of whoever asks, which it names: the monitor may stand elsewhere.
    private static func shown(_ time: Timestamp, _ input: HealthInput) -> String {
        Timestamp(microseconds: time.microseconds, utcOffset: input.now.utcOffset).textWithZone
    }
}
