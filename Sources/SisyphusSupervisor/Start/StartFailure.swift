import SisyphusCore
import SisyphusUnix

/// Why a run was not started: one sentence, and the exit status that goes with it.
public struct StartFailure: Error, Sendable {
    public var message: String
    public var exitStatus: Int32

    public init(_ message: String, _ exitStatus: Int32) {
        self.message = message
        self.exitStatus = exitStatus
    }

    /// A directory, a lock or a file of the job cannot be had (73).
    static func cannotCreate(_ error: SystemError) -> StartFailure {
        StartFailure("\(error); the job was not started", ExitStatus.cannotCreate)
    }
}
