/// What the newest records of a job tell, read from the end of `runs.jsonl`.
public struct RecordTail: Sendable, Equatable {
    /// The newest record of a run.
    public var last: RecordLine?
    /// The newest good run.
    public var lastGood: RecordLine?
    /// Bad runs since the newest good one, as far as the bytes reach.
    public var failuresInARow = 0
    /// The first of them.
    public var firstBad: RecordLine?
    /// How long the newest good runs took, newest first, no more than `UsualDuration` asks for, in microseconds.
    public var goodTimes: [Int64] = []
    /// When the newest starts were, skipped ones included, newest first, at most 21.
    public var starts: [Timestamp] = []
    /// The newest record if it tells of a start that was skipped because the job was running on another host.
    public var elsewhere: RecordLine?
    /// Whether a line newer than the newest run cannot be understood, so that the newest run may be another one.
    public var isTorn = false

    public init() {}

    /// - Parameters:
    ///   - bytes: the file or its end.
    ///   - isWhole: whether they are the whole file; otherwise the first line may be a part of one and is passed over.
    public init(_ bytes: [UInt8], isWhole: Bool) {
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            goodTimes.reserveCapacity(UsualDuration.newest)
            starts.reserveCapacity(Self.mostStarts)
            var firstBad: UnsafeBufferPointer<UInt8>?
            var end = base + bytes.count
            while end > base, !isEnough {
                let feed = ByteScan.last(ByteScan.lineFeed, base, end)
                if feed == nil, !isWhole { break }
                let start = feed.map { $0 + 1 } ?? base
                let line = UnsafeBufferPointer(start: start, count: end - start)
                if start < end, take(line) { firstBad = line }
                guard let feed else { break }
                end = feed
            }
            self.firstBad = firstBad.flatMap(RecordLine.init(copying:))
        }
    }

    /// Runs are kept until the first good one; then only moments, outcome and duration are looked for.
    /// - Returns: whether it is a bad run after the last good one.
    private mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var scan = RecordScan(line) else {
            if !hasLast { isTorn = true }
            return false
        }
        let start = scan.start
        let status = scan.status
        if let status, !hasLast || status.isGood && !hasGood {
            guard let record = RecordLine(copying: line), record.isRun, record.isJSON else { return false }
            if !hasLast { last = record }
            if record.isGood { lastGood = record }
        }
        if status == nil, starts.isEmpty, let record = RecordLine(copying: line), record.reason == SkipReason.elsewhere(nil).word { elsewhere = record }
        if starts.count < Self.mostStarts, let start, status != nil || !scan.wasEndedWaiting { starts.append(start) }
        guard let status else { return false }
        if status.isGood {
            if goodTimes.count < UsualDuration.newest, let time = scan.elapsed { goodTimes.append(time) }
            return false
        }
        if !hasGood { failuresInARow += 1 }
        return !hasGood
    }

    // A comparison with `nil` would copy the record.
    private var hasLast: Bool { if case .some = last { true } else { false } }
    private var hasGood: Bool { if case .some = lastGood { true } else { false } }

    private static var mostStarts: Int { 21 }

    /// Whether more of the file could not tell more.
    public var isEnough: Bool { goodTimes.count >= UsualDuration.newest && starts.count >= Self.mostStarts }

    /// `nil`: the newest runs do not tell.
    public var usual: UsualDuration? { UsualDuration(goodTimes) }
}
