public import SisyphusCore

/// What the files of a run are called, apart from those that keep the house. `nil`: there is no such file.
///
/// Logs under other names are not found by housekeeping, which touches only names that this program makes, and links under
/// other names do not follow a log that is compressed.
public struct RunFileNames {
    /// From the standard name, which tells when the run began.
    public var log: (String) -> String? = { $0 }
    public var current: String? = LinkName.current
    public var last: (Status) -> String? = { LinkName.last($0) }
    public var health: String? = JobFile.health

    public init() {}
}
