/// Something that the supervisor does because `RunState` decided so.
public enum RunEffect: Sendable, Equatable {
    /// SIGTERM and SIGCONT to every process of the run, the grace, then SIGKILL to what is left (microseconds).
    case endTree(grace: Int64)
    /// SIGKILL at once, also during a grace.
    case killTree
    /// Ends a keeper that does not answer, so that the tree becomes the supervisor's.
    case killKeeper
    /// The same as `endTree`, done by the supervisor itself because the keeper is gone.
    case endOrphans(grace: Int64)
    /// Logs what the processes of the run are doing.
    case snapshot
    /// Asks how long the job usually takes.
    case askUsual
    /// Passes a signal on to the job.
    case forward(Int32)
    /// Lets our own process group have a signal of the terminal that the job alone has got, as if the terminal had never been the job's: a loop of
    /// a shell ends only if the shell has got it too.
    case signalCaller(Int32)
    /// Stops the job's processes, then the supervisor itself.
    case pause
    /// Lets the job's processes go on.
    case resume
    /// Asks the keeper which processes of the run are alive.
    case askLeftovers
    /// The keeper may go and leave what is alive.
    case release
    /// Writes a line of the supervisor's own into the log.
    case say(RunWarning)
    /// Starts the command once more.
    case startTry
    /// The run is over, unless it tries again: close it.
    case finish(Termination)
}

/// How a run came to its end, before it is judged.
public struct Termination: Sendable, Equatable {
    public enum Cause: Sendable, Equatable {
        case interrupted(signal: Int32)
        case timedOut(limit: Int64)
        case idle(limit: Int64)
        case exited(WaitStatus)
        case notStarted(SpawnFailure)
        case keeperLost
        /// The lock of all hosts; why.
        case lockLost(String)
    }

    public var cause: Cause
    /// Processes of the run that were alive when it ended and are left on purpose.
    public var leftovers = ProcessList.none
    /// Processes that could not be killed.
    public var survivors = ProcessList.none
    /// A signal that asks the supervisor to end, whatever decided the outcome.
    public var stopSignal: Int32?

    public init(cause: Cause) {
        self.cause = cause
    }

    /// Whether a signal ended the job that nobody asked for.
    public var isSignalled: Bool {
        if case .exited(.signalled) = cause { true } else { false }
    }

    /// The limits that ended the run, as records name them.
    public var limitsHit: [String] {
        switch cause {
        case .timedOut: ["maxtime"]
        case .idle: ["idle-timeout"]
        case .exited(.signalled(24)): ["cpu"]
        case .exited(.signalled(25)): ["fsize"]
        case .lockLost: ["lock"]
        case .exited, .interrupted, .notStarted, .keeperLost: []
        }
    }

    /// Whether the job may have failed by an exception of its own.
    public var isFailure: Bool {
        switch cause {
        case .exited(.exited(let code)): code != 0
        case .exited(.signalled): true
        case .interrupted, .timedOut, .idle, .notStarted, .keeperLost, .lockLost: false
        }
    }
}
