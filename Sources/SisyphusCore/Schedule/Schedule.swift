/// When a repeating job runs again.
public struct Schedule: Sendable {
    /// A run that took at least this long (microseconds) is no quick failure, however it ended.
    public static let longRun: Int64 = 60_000_000
    private static let firstPause: Int64 = 1_000_000
    private static let longestPause: Int64 = 60_000_000

    /// May change from run to run.
    public var nextrun: RunSettings.NextRun?
    /// Quick failures in a row.
    private var failures = 0
    /// The moment that was asked for last, if it was past then, and how often the same one was asked for since.
    private var missed: Timestamp?
    private var misses = 0

    public init(_ nextrun: RunSettings.NextRun?) {
        self.nextrun = nextrun
    }

    /// Decides after a run. A job that fails at once is held back: 1 s at least, twice as long after each further quick
    /// failure, at most 60 s; a good or long run ends that. So is one whose next run is due at one fixed moment that is past, which would run without a
    /// pause from then on.
    ///
    /// - Parameters:
    ///   - end: When the run ended; pauses are counted from there.
    ///   - elapsed: How long it took, in microseconds.
    ///   - local: Turns a local time into its moment.
    public mutating func next(
        end: Timestamp, elapsed: Int64, isGood: Bool, local: (CivilTime) -> Timestamp
    ) -> NextStart {
        failures = isGood || elapsed >= Schedule.longRun ? 0 : failures + 1
        var until = end
        switch nextrun {
        case nil: break
        case .after(let pause): until.microseconds = end.microseconds.addingClamped(max(0, pause.microseconds))
        case .at(let time): until = local(time)
        case .moment(let time): until = time
        }
        let isPast = until <= end && nextrun.map { if case .after = $0 { false } else { true } } ?? false
        misses = isPast && missed.map { until <= $0 } ?? false ? misses + 1 : 0
        missed = isPast ? until : nil
        let shortest = max(Schedule.pause(failures), Schedule.pause(misses))
        let pause = until.microseconds - end.microseconds
        let start = Timestamp(microseconds: end.microseconds + max(pause, shortest, 0), utcOffset: isPast ? end.utcOffset : until.utcOffset)
        return NextStart(from: end, until: start, quickFailures: pause < shortest ? failures : 0, missed: missed)
    }

    /// How long a start is held back for the Nth time in a row.
    private static func pause(_ times: Int) -> Int64 { times == 0 ? 0 : min(longestPause, firstPause << Int64(min(times - 1, 10))) }
}

/// The start that a schedule decided on.
public struct NextStart: Sendable, Equatable {
    public var from: Timestamp
    /// Its offset is that of the end of the last run unless a local time was given: a caller who knows the offset of that
    /// later moment may set it before showing the text.
    public var until: Timestamp
    /// If the pause is there because of them: how many quick failures there were in a row.
    public var quickFailures = 0
    /// The moment that was asked for, if it is past.
    public var missed: Timestamp?

    /// Microseconds to wait; 0: at once.
    public var pause: Int64 { until.microseconds - from.microseconds }

    /// What the log tells.
    public var text: String {
        let start = pause == 0 ? "Restarting immediately" : "Sleeping for \(TimeSpanText.text(microseconds: pause)) until \(until.logText)"
        if let missed { return start + " (the next run was due at \(missed.logText), which is past)" }
        switch quickFailures {
        case 0: return start
        case 1: return start + " (the run failed quickly)"
        default: return start + " (\(quickFailures) runs in a row failed quickly)"
        }
    }
}

extension Int64 {
    /// The sum, or the largest number if it does not fit.
    package func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
