import SisyphusCore
import SisyphusUnix

/// Why a run was not started: one sentence, and the exit status that goes with it.
public struct StartFailure: Error, Sendable {
    public var message: String
    public var exitStatus: Int32
    /// Whether a job of another command has the name that was derived from this one's.
    public var isNameTaken = false

    public init(_ message: String, _ exitStatus: Int32) {
        self.message = message
        self.exitStatus = exitStatus
    }

    /// An option whose value cannot be used, which is found out only when it is tried (64).
    static func refused(_ sentence: String) -> StartFailure { StartFailure("\(sentence); the job was not started", ExitStatus.usage) }

    /// The same with the places of the options that it names.
    func located(in settings: RunSettings) -> StartFailure { StartFailure(settings.origins.located(message), exitStatus) }

    /// A directory, a lock or a file of the job cannot be had (73).
    static func cannotCreate(_ error: SystemError, hint: String = "") -> StartFailure {
        StartFailure("\(error)\(hint); the job was not started", ExitStatus.cannotCreate)
    }
}

/// Sentences on standard error from where no run, with its streams, is known. What is not taken at once is lost: nothing waits for whoever reads it.
enum Complaint {
    static func say(_ sentence: String) { StandardStream.error.offer("sisyphus: \(sentence)\n") }
}
