/// Whether a run that keeps others from starting is alive for longer than it should be.
public enum StuckRun {
    /// From how many good runs on their usual duration says something.
    static let enough = 3
    /// How many times its usual duration a run may take.
    static let patience: Int64 = 3

    /// Why the run seems to be stuck; `nil`: it does not.
    ///
    /// - Parameters:
    ///   - records: of the job, in any order.
    ///   - slack: what the end of a run may take after its time is up, in microseconds.
    public static func text(_ run: RunStateFile, records: [RunRecord], now: Timestamp, slack: Int64 = 20_000_000) -> String? {
        text(run, usual: usualDuration(records), now: now, slack: slack)
    }

    /// The same when its usual duration is known already, in microseconds.
    public static func text(_ run: RunStateFile, usual: Int64?, now: Timestamp, slack: Int64 = 20_000_000) -> String? {
        guard let start = run.start else { return nil }
        let age = now.microseconds - start.microseconds
        let long = "it has been running for \(TimeSpanText.text(microseconds: age))"
        if let limit = run.maxtime {
            // A clock that was set back makes no run old.
            return age > limit + slack ? "\(long), although its time was up after \(TimeSpanText.text(microseconds: limit))" : nil
        }
        guard let usual, age > usual * patience + slack else { return nil }
        return "\(long), usually it takes \(TimeSpanText.text(microseconds: usual))"
    }

    /// The median of the good runs, in microseconds.
    static func usualDuration(_ records: [RunRecord]) -> Int64? {
        let durations = records.filter(\.isGood).compactMap(\.elapsed).sorted()
        return durations.count >= enough ? durations[durations.count / 2] : nil
    }
}
