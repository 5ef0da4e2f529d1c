import Glibc
import SisyphusCore
import SisyphusUnix

/// How a job's program is to end.
public enum JobExit: Sendable, Equatable {
    /// With this exit status: 0; 1 failed; 64 wrong options; 73 no directory or lock; 75 skipped; 124 time was up; 128 and the
    /// signal that ended the job.
    case status(Int32)
    /// By this signal, because the program was asked to end by it.
    case signal(Int32)

    init(_ exit: WaitStatus) {
        switch exit {
        case .exited(let status): self = .status(status)
        case .signalled(let signal): self = .signal(signal)
        }
    }

    /// Ends the program like this.
    public func leave() -> Never {
        switch self {
        case .status(let status): exit(status)
        case .signal(let signal): Processes.die(bySignal: signal)
        }
    }
}

/// Which process of a job this is: the original's `Process`, whose bare name Foundation has.
public enum JobProcess: String, Sendable, CaseIterable {
    /// The only one, which supervises and works (`--fork no`).
    case solo
    /// The supervisor.
    case parent
    /// The one that does the work.
    case child
}

/// Which functions are shown that an error came through. Needs the module Runtime of Swift 6.2; without it none are.
public enum JobBacktraces: Sendable {
    /// None, and nothing is kept when an error is thrown.
    case off
    /// Those of the job, and of what it is built with that has been built from source.
    case own
    /// Those of this library, of Swift and of the system too.
    case all
}
