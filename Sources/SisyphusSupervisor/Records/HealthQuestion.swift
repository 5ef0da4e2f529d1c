public import SisyphusCore
public import SisyphusUnix

/// Collects what the health of a job is judged from: looks, locks nothing, makes nothing.
public enum HealthQuestion {
    /// - Parameter file: the name of the health file in the job's directory, or its whole path; `nil`: the job keeps none.
    /// - Throws: `StartFailure` if it cannot even be said where the job's files would lie, or they must not be trusted.
    public static func input(_ settings: RunSettings, file: String? = JobFile.health) throws(StartFailure) -> HealthInput {
        let base = try Notifications.base(settings)
        let place = JobPlace(settings)
        let health = file.map { (name: $0, path: $0.hasPrefix("/") ? $0 : "\(base)/\(place.project)/\(place.directoryName)/\($0)") }
        return HealthReader.read(
            try JobStore.find(place, base: base), health: health, maxAge: settings.maxhealthcheckage, grace: settings.scheduling.overdueGrace,
            now: SystemClock.wall(utc: settings.utc))
    }

    /// What goes on in a job's directory, and the records that could only be kept beside it.
    ///
    /// `run.state` tells of it. Where that is missing, since a run has just begun or its disk takes no file, whoever holds the lock on this machine is a run too,
    /// of which nothing else is known.
    public static func run(in directory: Directory) -> (run: HealthInput.Run, unwritten: [RunRecord]) {
        do throws(SystemError) {
            guard let bytes = try directory.readFile(JobFile.state, limit: 4 << 20) else {
                return (JobStore(directory).aliveLockHolder().map { .alive(RunStateFile(of: $0)) } ?? .none, [])
            }
            guard let state = RunStateFile(bytes: bytes) else { return (.unreadable("\(JobFile.state) is damaged"), []) }
            return (judge(state), state.unwritten)
        } catch {
            return (.unreadable(error.description), [])
        }
    }

    /// Whether the run that a state tells of is alive: the same process on the same boot of the same machine.
    public static func judge(_ state: RunStateFile) -> HealthInput.Run {
        guard state.ended == nil else { return .none }
        let marks = [state.supervisor, state.keeper].compactMap { $0 }
        return switch life(of: marks, host: state.host, bootID: state.bootID, pidNamespace: state.pidNamespace) {
        case .alive: .alive(state)
        case .elsewhere: .elsewhere(state)
        // Who waited for a run has lost none.
        case .dead: state.waiting?.isBetweenRuns == true ? .none : .dead(state)
        }
    }

    /// What can be told here of processes that somebody has noted.
    enum Life { case alive, dead, elsewhere }

    static func life(of holder: LockFile.Holder) -> Life {
        life(of: [holder.process], host: holder.host, bootID: holder.bootID, pidNamespace: holder.pidNamespace)
    }

    private static func life(of marks: [RunStateFile.ProcessMark], host: String?, bootID: String?, pidNamespace: UInt64?) -> Life {
        guard host == Processes.hostName else { return .elsewhere }
        guard bootID == Processes.bootID else { return .dead }
        guard pidNamespace == Processes.pidNamespace else { return .elsewhere }
        return marks.contains { ProcessTable.isAlive($0.pid, startTime: Int64(clamping: $0.start)) } ? .alive : .dead
    }
}
