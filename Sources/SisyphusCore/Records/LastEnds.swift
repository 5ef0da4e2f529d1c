/// How the last run of a job ended, and when the last good one did: what a job is told.
public struct LastEnds: Sendable, Equatable {
    /// `successful`, `uneventful`, `failed`, `timeout`, `interrupted` or `lost`; `nil`: there was no run.
    public private(set) var previous: String?
    public private(set) var lastGood: Timestamp?
    /// How long that run took, in microseconds.
    public private(set) var lastGoodTime: Int64?
    /// Whether its job told numbers.
    public private(set) var lastGoodHasMetrics = false

    /// - Parameter bytes: `runs.jsonl` or its end; a line that is cut off is passed over.
    public init(_ bytes: [UInt8]) {
        RecordLine.forEach(fromEndOf: bytes) { line in
            guard let line, let status = line.status else { return true }
            if previous == nil { previous = line.kind == .lost ? RunRecord.Kind.lost.rawValue : status.description }
            if line.isGood { (lastGood, lastGoodTime, lastGoodHasMetrics) = (line.end, line.elapsed, line.hasMetrics) }
            return lastGood == nil
        }
    }
}
