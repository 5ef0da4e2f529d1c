import SisyphusCore

/// The names of a job's files. Logs are named by `LogName`.
public enum FileName {
    /// Held by a run as long as its processes live; never removed, opened by `run` alone.
    public static let lock = "lock"
    /// Held by the one start that waits for the lock.
    public static let waiting = "waiting.lock"
    /// What the next start needs to clean up after a run that was killed.
    public static let state = "run.state"
    /// One JSON line per run and skipped start.
    public static let records = "runs.jsonl"
    public static let health = "current.sisyphushealth"
    /// The link to the log of the run that is going on, or of the last one that has a log.
    public static let current = "current.sisyphuslog"

    /// The link to the last log with this outcome.
    public static func last(_ status: Status) -> String { "last_\(status).sisyphuslog" }
}
