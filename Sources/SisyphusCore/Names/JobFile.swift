/// The names of the files in a job's directory, apart from its logs (`LogName`).
public enum JobFile {
    /// Held by a run as long as its processes live; never removed, opened by `run` alone. Says whose directory it is.
    public static let lock = "lock"
    /// Held by the one start that waits for the lock.
    public static let waiting = "waiting.lock"
    /// Keeps two that clean up apart. A run never waits for it.
    public static let housekeeping = "housekeeping.lock"
    /// What the run that is going on is (`RunStateFile`).
    public static let state = "run.state"
    /// One line per run (`RunRecord`).
    public static let records = "runs.jsonl"
    /// What records need and is dear to find out (`Fingerprints`).
    public static let fingerprints = "fingerprints"
    /// Empty after a good run, else one line.
    public static let health = "current.sisyphushealth"
    /// What people were told, so that it is not said again and again.
    public static let notificationLog = "notify.state"
    /// The post that a recovery answers.
    public static let toldPost = "notify.post"
    /// What nobody got of the last failure.
    public static let lostNotices = "notify.lost"
    /// How many notifications failed, by channel.
    public static let failureCounts = "notify.failures"
    /// The run that does not end of which people were told.
    public static let stuckRun = "notify.stuck"

    /// When the job is expected to run.
    public static let schedule = "schedule.state"

    /// That the job's starts are skipped for a while (`Pause`).
    public static let paused = "paused"
    /// The same of all jobs, in the base directory.
    public static let allPaused = ".paused"
    /// That somebody knows of the job's present failure (`Acknowledgement`).
    public static let acknowledged = "ack"
    /// How the job was started last (`StartState`).
    public static let start = "start.state"

    public static let all: Set<String> = Set(
        LinkName.all + [
            lock, waiting, housekeeping, state, records, fingerprints, health, notificationLog, toldPost, lostNotices, failureCounts, schedule, stuckRun,
            paused, acknowledged, start,
        ])
}

/// The symbolic links to logs in a job's directory.
public enum LinkName {
    public static let current = "current" + LogName.suffix

    /// `last_successful.sisyphuslog` and so on.
    public static func last(_ status: Status) -> String { "last_\(status)" + LogName.suffix }

    public static let all = [current] + Status.allCases.map(last)
}
