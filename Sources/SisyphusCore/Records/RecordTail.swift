/// What the newest records of a job tell, read from the end of `runs.jsonl`.
public struct RecordTail: Sendable, Equatable {
    /// The newest record of a run.
    public var last: RunRecord?
    /// The newest good run.
    public var lastGood: RunRecord?
    /// Bad runs since the newest good one, as far as the bytes reach.
    public var failuresInARow = 0
    /// The first of them.
    public var firstBad: RunRecord?
    /// How long the newest good runs took, newest first, no more than `UsualDuration` asks for, in microseconds.
    public var goodTimes: [Int64] = []
    /// When the newest starts were, skipped ones included, newest first, at most 21.
    public var starts: [Timestamp] = []

    public init() {}

    /// - Parameters:
    ///   - bytes: the file or its end.
    ///   - isWhole: whether they are the whole file; otherwise the first line may be a part of one and is passed over.
    public init(_ bytes: [UInt8], isWhole: Bool) {
        var (firstBad, seen): (Range<Int>?, Seen) = (nil, Seen())
        bytes.withUnsafeBufferPointer { bytes in
            var end = bytes.count
            while end > 0, !isEnough {
                var start = end
                while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
                if start == 0, !isWhole { break }
                if start < end, take(UnsafeBufferPointer(rebasing: bytes[start..<end]), &seen) { firstBad = start..<end }
                end = start - 1
            }
        }
        self.firstBad = firstBad.flatMap { RunRecord(jsonLine: bytes[$0]) }
    }

    /// The newest runs are read as a whole until the first good one; then only moments, outcome and duration are looked for.
    /// - Returns: whether it is a bad run after the last good one.
    private mutating func take(_ line: UnsafeBufferPointer<UInt8>, _ seen: inout Seen) -> Bool {
        guard let scan = RecordScan(line) else { return false }
        let status = scan.status
        if let status, !seen.last || (status.isGood && !seen.good) {
            guard let record = RunRecord(jsonLine: line), record.isRun else { return false }
            if !seen.last { last = record }
            seen.last = true
            if record.isGood {
                lastGood = record
                seen.good = true
            }
        }
        if starts.count < Self.mostStarts, let start = scan.start { starts.append(start) }
        guard let status else { return false }
        if status.isGood {
            if goodTimes.count < UsualDuration.newest, let time = scan.elapsed { goodTimes.append(time) }
            return false
        }
        if !seen.good { failuresInARow += 1 }
        return !seen.good
    }

    /// What has been found, so that no record is copied for the question.
    private struct Seen {
        var last = false
        var good = false
    }

    private static var mostStarts: Int { 21 }

    /// Whether more of the file could not tell more.
    public var isEnough: Bool { goodTimes.count >= UsualDuration.newest && starts.count >= Self.mostStarts }

    /// `nil`: the newest runs do not tell.
    public var usual: UsualDuration? { UsualDuration(goodTimes) }
}
