public import SisyphusCore

/// What the newest records of a job tell, read from the end of `runs.jsonl`.
public struct RecordTail: Sendable, Equatable {
    /// The newest record of a run.
    public var last: RunRecord?
    /// The newest good run.
    public var lastGood: RunRecord?
    /// Bad runs since the newest good one, as far as the bytes reach.
    public var failuresInARow = 0
    /// When the first of them ended.
    public var firstFailed: Timestamp?
    /// How long the newest good runs took, newest first, no more than `UsualDuration` asks for, in microseconds.
    public var goodTimes: [Int64] = []

    public init() {}

    /// - Parameters:
    ///   - bytes: the file or its end.
    ///   - isWhole: whether they are the whole file; otherwise the first line may be a part of one and is passed over.
    public init(_ bytes: [UInt8], isWhole: Bool) {
        var firstBad: Range<Int>?
        bytes.withUnsafeBufferPointer { bytes in
            var end = bytes.count
            while end > 0, !isEnough {
                var start = end
                while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
                if start == 0, !isWhole { break }
                if start < end, take(UnsafeBufferPointer(rebasing: bytes[start..<end])) { firstBad = start..<end }
                end = start - 1
            }
        }
        if failuresInARow > 0 { firstFailed = firstBad.flatMap { RunRecord(jsonLine: bytes[$0]) }?.end }
    }

    /// The newest runs are read as a whole until the first good one; then only outcome and duration are looked for.
    /// - Returns: whether it is a bad run after the last good one.
    private mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") else { return false }
        let scan = RecordScan(line: line)
        let isGood = scan.has("\"status\":\"successful\"") || scan.has("\"status\":\"uneventful\"")
        if last == nil || (isGood && lastGood == nil) {
            guard let record = RunRecord(jsonLine: line), record.kind == .run else { return false }
            if last == nil { last = record }
            if record.isGood { lastGood = record }
        }
        if isGood {
            if let time = scan.microseconds("\"seconds\":") { goodTimes.append(time) }
            return false
        }
        guard lastGood == nil, !scan.has("\"kind\":\"skip\"") else { return false }
        failuresInARow += 1
        return true
    }

    /// Whether more of the file could not tell more.
    public var isEnough: Bool { goodTimes.count >= UsualDuration.newest }

    /// `nil`: the newest runs do not tell.
    public var usual: UsualDuration? { UsualDuration(goodTimes) }
}
