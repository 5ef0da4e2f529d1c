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

    public init(_ nextrun: RunSettings.NextRun?) {
        self.nextrun = nextrun
    }

    /// Decides after a run. A job that fails at once is held back: 1 s at least, twice as long after each further quick
    /// failure, at most 60 s; a good or long run ends that.
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
        case .at(let time): until = max(end, local(time))
        case .moment(let time): until = max(end, time)
        }
        let shortest = minimumPause
        let isHeldBack = until.microseconds - end.microseconds < shortest
        if isHeldBack { until.microseconds = end.microseconds + shortest }
        return NextStart(from: end, until: until, quickFailures: isHeldBack ? failures : 0)
    }

    private var minimumPause: Int64 {
        failures == 0 ? 0 : min(Schedule.longestPause, Schedule.firstPause << Int64(min(failures - 1, 10)))
    }
}

/// The start that a schedule decided on.
public struct NextStart: Sendable, Equatable {
    public var from: Timestamp
    /// Its offset is that of the end of the last run unless a local time was given: a caller who knows the offset of that
    /// later moment may set it before showing the text.
    public var until: Timestamp
    /// If the pause is there only because of them: how many quick failures there were in a row.
    public var quickFailures: Int

    /// Microseconds to wait; 0: at once.
    public var pause: Int64 { until.microseconds - from.microseconds }

    /// What the log tells.
    public var text: String {
        if pause == 0 { return "Restarting immediately" }
        let sleeping = "Sleeping for \(TimeSpanText.text(microseconds: pause)) until \(until.logText)"
        switch quickFailures {
        case 0: return sleeping
        case 1: return sleeping + " (the run failed quickly)"
        default: return sleeping + " (\(quickFailures) runs in a row failed quickly)"
        }
    }
}

extension Int64 {
    /// The sum, or the largest number if it does not fit.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
