/// How the last run of a job ended, and when the last good one did: what a job is told. Only these fields are looked for, from the end of the records.
public struct LastEnds: Sendable, Equatable {
    /// `successful`, `uneventful`, `failed`, `timeout`, `interrupted` or `lost`; `nil`: there was no run.
    public var previous: String?
    public var lastGood: Timestamp?

    /// - Parameters:
    ///   - bytes: `runs.jsonl` or its end.
    ///   - isWhole: whether they are the whole file; otherwise the first line may be a part of one and is passed over.
    public init(_ bytes: [UInt8], isWhole: Bool) {
        bytes.withUnsafeBufferPointer { bytes in
            var end = bytes.count
            while end > 0, lastGood == nil {
                var start = end
                while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
                if start == 0, !isWhole { break }
                if start < end, let scan = RecordScan(UnsafeBufferPointer(rebasing: bytes[start..<end])), let status = scan.status {
                    if previous == nil { previous = scan.kind == RunRecord.Kind.lost.rawValue ? RunRecord.Kind.lost.rawValue : status.description }
                    if status.isGood { lastGood = scan.end }
                }
                end = start - 1
            }
        }
    }
}
