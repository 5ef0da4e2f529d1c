/// How a run ended. Names, numbers and order are those of the original.
public enum Status: Int, CaseIterable, Sendable {
    /// It ended well and nothing happened: no log is kept.
    case uneventful = 0
    /// It ended well, and its log is kept.
    case successful = 1
    /// It ended, and not well.
    case failed = 2
    /// Ended by a signal that the supervisor got.
    case interrupted = 3
    /// Ended because its time, or its time without output, was up.
    case timeout = 4
}

extension Status: CustomStringConvertible {
    /// The name, as in `last_successful.sisyphuslog` and in records.
    public var description: String {
        switch self {
        case .uneventful: "uneventful"
        case .successful: "successful"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case .timeout: "timeout"
        }
    }

    /// Whether a run with this status counts as good (for health and for its age).
    public var isGood: Bool { self == .uneventful || self == .successful }
}
