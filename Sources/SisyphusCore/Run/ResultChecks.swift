/// What must be true of a run that ended well (`--expect-output` and others): else it has failed.
public struct ResultChecks: Sendable, Equatable {
    /// A line of the output must match this extended regular expression.
    public var output: String?
    /// No line of the output may match it.
    public var noOutput: String?
    public var minLines: Int?
    /// This file must have been written since the run began, and not be empty.
    public var file: String?

    public var isOn: Bool { self != ResultChecks() }

    /// What was found out about a run.
    public struct Findings: Sendable, Equatable {
        /// Whether a line matched `output`.
        public var isMatched = false
        /// The first line that matched `noOutput`.
        public var rejected: String?
        public var lines = 0
        public var file = File.missing
        public var start = Timestamp(microseconds: 0)

        public init() {}
    }

    public enum File: Sendable, Equatable {
        case missing
        case there(bytes: Int64, modified: Timestamp)
    }

    /// Why the run has failed all the same; `nil`: it has not.
    public func failure(_ found: Findings) -> String? {
        if let rejected = found.rejected { return "the output has a line that it must not have (--reject-output): \(rejected)" }
        if let output, !found.isMatched { return "no line of the output matches \"\(output.shownInError)\" (--expect-output)" }
        if let minLines, found.lines < minLines {
            return
                "\(grouped(found.lines)) \(found.lines == 1 ? "line was" : "lines were") printed, \(grouped(minLines)) are expected at least (--expect-min-lines)"
        }
        guard let file else { return nil }
        switch found.file {
        case .missing: return "\(file) is not there (--expect-file)"
        // File systems that keep whole seconds, or two, must not make it older than it is.
        case .there(_, let modified) where modified.microseconds + 2_000_000 < found.start.microseconds:
            return "\(file) was not written by this run, but at \(modified.textWithZone) (--expect-file)"
        case .there(0, _): return "\(file) is empty (--expect-file)"
        case .there: return nil
        }
    }
}

extension Outcome {
    /// A run that ended well but fails a check.
    public static func unchecked(_ reason: String) -> Outcome { .failed(reason, reason: "check", exit: 1) }
}
