public import SisyphusCore

/// What the newest records of a job tell, read from the end of `runs.jsonl`.
public struct RecordTail: Sendable, Equatable {
    /// The newest record of a run.
    public var last: RunRecord?
    /// Bad runs since the newest good one, as far as the bytes reach.
    public var failuresInARow = 0
    /// When the first of them ended.
    public var firstFailed: Timestamp?
    /// The newest good runs, newest first, at most 20.
    public var good: [RunRecord] = []
    /// Lines that are no record of a run or a skip.
    public var brokenLines = 0

    public init() {}

    /// - Parameters:
    ///   - bytes: the file or its end.
    ///   - isWhole: whether they are the whole file; otherwise the first line may be a part of one and is passed over.
    public init(_ bytes: [UInt8], isWhole: Bool) {
        var end = bytes.endIndex
        while end > 0, good.count < RecordTail.usualCount {
            let start = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            if start == 0, !isWhole { break }
            if start < end { take(bytes[start..<end]) }
            end = start - 1
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        guard let record = RunRecord(jsonLine: line) else {
            brokenLines += 1
            return
        }
        guard record.kind == .run else { return }
        if last == nil { last = record }
        if record.isGood {
            good.append(record)
        } else if good.isEmpty {
            failuresInARow += 1
            firstFailed = record.end
        }
    }

    /// Whether more of the file could not tell more.
    public var isEnough: Bool { good.count >= RecordTail.usualCount }

    /// The median of the newest good runs in microseconds; `nil` for fewer than five.
    public var usual: Int64? {
        let times = good.compactMap(\.elapsed).sorted()
        return times.count < 5 ? nil : times[times.count / 2]
    }

    private static let usualCount = 20
}
