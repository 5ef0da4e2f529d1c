/// Something that happened to a run.
public enum RunInput: Sendable, Equatable {
    /// The keeper started the command.
    case spawned(pid: Int32)
    /// The command could not be started.
    case spawnFailed(SpawnFailure)
    /// The job printed something.
    case output
    /// Both streams of the job are at their end.
    case endOfOutput
    /// The job itself was waited for.
    case exited(WaitStatus)
    /// The keeper has no descendant left.
    case gone
    /// The answer to `.askLeftovers`: processes of the run that are still alive.
    case leftovers(ProcessList)
    /// What could not be killed within the keeper's bound.
    case survivors(ProcessList)
    /// The keeper died; its descendants are ours now.
    case keeperLost
    /// What `.endOrphans` began is over.
    case orphansEnded(ProcessList)
    /// A try has ended and another one is to begin at this time.
    case retry(at: Int64)
    /// The answer to `.askUsual`.
    case usual(UsualDuration)
    /// How long the service manager gives the job to end when it is asked to.
    case stopGrace(Int64)
    /// The lock of all hosts is lost, or nearly; why.
    case lockLost(String)
    /// The supervisor got a signal.
    case signal(Int32)
    /// The clock: nothing happened, but a deadline may have passed.
    case tick
}

/// Why a command could not be started.
public struct SpawnFailure: Sendable, Equatable {
    public enum Kind: Sendable { case notFound, notExecutable, other }

    public var kind: Kind
    /// A sentence without a full stop: `cannot execute ./job: Permission denied`.
    public var message: String

    public init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }
}

/// Some processes, named for people; long lists are cut.
public struct ProcessList: Sendable, Equatable {
    /// Each as `PID COMMAND` with remarks, ready to be shown.
    public var shown: [String]
    /// How many there are in all.
    public var count: Int

    public static let none = ProcessList(shown: [], count: 0)

    public init(shown: [String], count: Int) {
        self.shown = shown
        self.count = count
    }

    public var isEmpty: Bool { count == 0 }

    /// `2 processes: 4711 sleep 60, 4712 cat`
    public var text: String {
        let names = shown.joined(separator: ", ")
        let rest = count > shown.count ? " and \(count - shown.count) more" : ""
        return "\(count) \(count == 1 ? "process" : "processes"): \(names)\(rest)"
    }
}
