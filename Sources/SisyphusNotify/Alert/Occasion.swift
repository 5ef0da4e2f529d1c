import SisyphusCore

/// Why people are told.
public enum Occasion: Sendable, Equatable {
    /// The job failed for the `count`th time in a row; a reminder tells again of a failure that was told.
    case failure(count: Int, isReminder: Bool)
    /// It runs again after this many failures, so many of which were scheduled moments without a run; the first was then (microseconds since 1970).
    case recovery(failures: Int, missed: Int = 0, since: Int64)
    /// It has failed so often since then (microseconds since 1970) and worked in between; what comes is told when it has settled.
    case flapping(times: Int, since: Int64)
    /// It has worked for a while after that.
    case settled(times: Int, since: Int64)
    /// The run ended without being told of by itself, but its lines are for people.
    case messages
    /// Starts are skipped because a run does not end; for how long, in microseconds.
    case stuck(Int64)
    /// So many starts in a row were skipped because nobody answers for the lock of all hosts, for this reason.
    case lockAway(String, count: Int)
    /// Somebody tries whether the channel works.
    case test

    /// The first telling of a failure: while it waits, a later run that fails the same way knows better.
    public var isNews: Bool {
        switch self {
        case .failure(_, isReminder: false), .flapping: true
        default: false
        }
    }

    /// Whether a failure that was told is over.
    public var isEnd: Bool {
        switch self {
        case .recovery, .settled: true
        default: false
        }
    }

    /// Whether it goes on with what was told before.
    var isAnswer: Bool {
        switch self {
        case .failure(_, isReminder: true): true
        default: isEnd
        }
    }

    /// One word for programs.
    public var word: String {
        switch self {
        case .failure(_, false): "failure"
        case .failure(_, true): "reminder"
        case .recovery: "recovery"
        case .flapping: "flapping"
        case .settled: "settled"
        case .messages: "messages"
        case .stuck: "stuck"
        case .lockAway: "lock-away"
        case .test: "test"
        }
    }
}

extension RunReport {
    /// What happened, in one or two words, by the run's outcome.
    public func state(_ occasion: Occasion) -> String {
        switch occasion {
        case .test: "Test"
        case .recovery: "Recovered"
        case .flapping: "Flapping"
        case .settled: "Settled"
        case .stuck: "Stuck"
        case .lockAway: "Not started"
        case .failure(_, true) where isOverdue: "Still overdue"
        case .failure where isOverdue: "Overdue"
        case .failure(_, true): status == .timeout ? "Still timing out" : "Still failing"
        case .failure(_, false): status == .timeout ? "Timeout" : "Failed"
        case .messages:
            switch status {
            case .failed: "Failed"
            case .timeout: "Timeout"
            case .interrupted: "Interrupted"
            case .uneventful, .successful: "Message"
            }
        }
    }

    /// One line about the whole: `failed with exit status 3 after 12s, failure 3 in a row: 3 of 9 files failed`.
    public func summary(_ occasion: Occasion) -> String { cause(occasion) + (jobSummary.map { ": \($0)" } ?? "") }

    /// The same without the job's own words.
    func cause(_ occasion: Occasion) -> String {
        switch occasion {
        case .test: "this is a test message"
        case .stuck(let time): "starts are skipped: the run of \(start.zonedText) has been running for \(TimeSpanText.words(microseconds: time))"
        case .lockAway(let why, let count):
            "\(count == 1 ? "a start was" : "\(grouped(count)) starts in a row were") skipped without the fleet lock: \(why)"
        case .recovery(let failures, let missed, let since):
            "\(reason) after \(RunReport.counts(failed: failures - missed, missed: missed)) since \(moment(since))"
        case .flapping(let times, let since):
            "\(lasting); it has failed \(grouped(times)) times since \(moment(since)) and worked in between, more is told when it has settled"
        case .settled(let times, let since): "\(reason); it had failed \(grouped(times)) times since \(moment(since)) and worked in between"
        case .failure(let count, _): lasting + (count > 1 ? ", failure \(grouped(count)) in a row" : "")
        case .messages: lasting
        }
    }

    private static func counts(failed: Int, missed: Int) -> String {
        [(failed, "failed run"), (missed, "missed run")].filter { $0.0 > 0 }
            .map { count, what in count == 1 ? "1 \(what)" : "\(grouped(count)) \(what)s" }.joined(separator: " and ")
    }

    /// To the second, with the zone.
    private func moment(_ microseconds: Int64) -> String {
        Timestamp(microseconds: microseconds, utcOffset: end.utcOffset).textWithZone
    }

    /// The reason, and how long it took where the command ended by itself: the others tell a time already, or took none that is known.
    private var lasting: String {
        guard status != .timeout, exitCode != nil || signal != nil else { return reason }
        // The time belongs to the end of the command, not to what it failed by.
        let cause = exception.map { ": \($0.headline)" } ?? ""
        guard reason.hasSuffix(cause) else { return "\(reason) after \(durationText)" }
        return "\(reason.dropLast(cause.count)) after \(durationText)\(cause)"
    }

    var durationText: String { TimeSpanText.words(microseconds: elapsed) }
}
