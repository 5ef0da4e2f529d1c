import SisyphusCore
import SisyphusSupervisor

/// A destination of this library that the supervisor serves by itself, without a call of `log` for each line.
protocol DirectLogger: JobLogger {
    /// The settings that tell people, if it does; judged before anything is started.
    /// - Throws: `OptionError` if it cannot work.
    func judge(_ job: Job) throws(OptionError) -> RunSettings?
    /// - Parameter isDirect: lines come by themselves; else by calls of `log`.
    func attach(_ job: Job, isDirect: Bool)
}

extension DirectLogger {
    func judge(_ job: Job) throws(OptionError) -> RunSettings? { nil }
}
