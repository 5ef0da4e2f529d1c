/// The names of a job's files that are not named by what they hold (`LogName`, `LinkName`, `RunStateFile`, `RunHistory`).
public enum FileName {
    /// Held by a run as long as its processes live; never removed, opened by `run` alone.
    public static let lock = "lock"
    /// Held by the one start that waits for the lock.
    public static let waiting = "waiting.lock"
    public static let health = HealthReader.fileName
}
