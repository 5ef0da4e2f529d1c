/// Which process of a job this is: the original's `Process`, whose bare name Foundation has.
public enum JobProcess: String, Sendable, CaseIterable {
    /// The only one, which supervises and works (`--fork no`).
    case solo
    /// The supervisor.
    case parent
    /// The one that does the work.
    case child
}
