/// Whether a run is alive for far longer than it should be: skipped starts tell people by it, and views show it.
public enum StuckRun {
    /// How many times its usual duration a run may take. Whoever wants to hear sooner has `--maxtime`.
    private static let patience: Int64 = 3
    /// No run without a limit is stuck before, in microseconds.
    private static let least: Int64 = 600_000_000
    /// What the end of a run may take after its time is up, in microseconds.
    private static let slack: Int64 = 20_000_000

    /// Why the run seems to be stuck; `nil`: it does not.
    public static func text(_ run: RunStateFile, usual: UsualDuration?, now: Timestamp) -> String? {
        guard let start = run.start else { return nil }
        let age = now.microseconds - start.microseconds
        let long = "it has been running for \(TimeSpanText.text(microseconds: age))"
        if let limit = run.maxtime {
            // A clock that was set back makes no run old.
            return age > limit + slack ? "\(long), although its time was up after \(TimeSpanText.text(microseconds: limit))" : nil
        }
        guard let usual, age > max(usual.median * patience, usual.longest, least) else { return nil }
        return "\(long), usually it takes \(TimeSpanText.text(microseconds: usual.median))"
    }
}
