/// One line of `runs.jsonl` of which only what chooses lines has been read; the rest is read when it is asked for: thousands are passed over for each
/// that is shown.
public struct RecordLine: Sendable, Equatable {
    /// Without its line feed.
    public let bytes: ArraySlice<UInt8>
    public let start: Timestamp
    /// The moment of the skip itself for a skipped start.
    public let end: Timestamp
    /// `nil` for a start that was skipped.
    public let status: Status?
    public let kind: RunRecord.Kind

    /// - Returns: `nil` for a line that is no record, as far as that can be seen without reading all of it.
    public init?(_ bytes: ArraySlice<UInt8>) {
        guard let found = bytes.withUnsafeBufferPointer(RecordLine.read) else { return nil }
        self.bytes = bytes
        (start, end, status, kind) = found
    }

    /// Keeps a line of a larger piece, which need not be kept for it.
    init?(copying line: UnsafeBufferPointer<UInt8>) {
        guard let found = RecordLine.read(line) else { return nil }
        bytes = ArraySlice(line)
        (start, end, status, kind) = found
    }

    private static func read(_ line: UnsafeBufferPointer<UInt8>) -> (Timestamp, Timestamp, Status?, RunRecord.Kind)? {
        guard var scan = RecordScan(line), scan.has("\"id\":"), let start = scan.start, let end = scan.end else { return nil }
        let status = scan.status
        // Only of failed runs and of starts without a status the kind says more.
        guard status == nil || status == .failed else { return (start, end, status, .run) }
        let kind = scan.kind.map(RunRecord.Kind.init(rawValue:)) ?? .run
        guard let kind, status != nil || kind == .skip else { return nil }
        let isLost = kind == .run && scan.number("\"v\":") == nil && scan.string("\"reason\":") == LostRun.text
        return (start, end, status, isLost ? .lost : kind)
    }

    /// Whether the line is JSON as a whole.
    public var isJSON: Bool { bytes.withUnsafeBytes(JSONScanner.isValue) }
    /// All that the line tells; `nil`: it is no record after all.
    public var record: RunRecord? { RunRecord(jsonLine: bytes) }
    /// Whether this is a run that ended well.
    public var isGood: Bool { status?.isGood ?? false }
    /// Whether it tells of a run, lost ones included, and not of a start that was skipped.
    public var isRun: Bool { kind != .skip }

    /// How long the run took, in microseconds.
    public var elapsed: Int64? { scan { $0.elapsed } }
    /// Whether the run ended well but with errors.
    public var isDegraded: Bool { scan { $0.isDegraded } ?? false }
    /// Whether the job told numbers.
    public var hasMetrics: Bool { scan { $0.hasMetrics } ?? false }
    public var id: String? { scan { $0.string("\"id\":") } }
    public var reason: String? { scan { $0.string("\"reason\":") } }
    /// Of a start that was skipped, what kept it from being a run.
    public var note: String? { scan { $0.string("\"note\":") } }
    /// The job's own `@!result>`.
    public var summary: String? { scan { $0.string("\"summary\":") } }
    public var host: String? { scan { $0.string("\"host\":") } }
    /// File name of the log.
    public var log: String? { scan { $0.string("\"log\":") } }
    /// Numbers that the job told, as a table shows them: `rows 12 files, bytes 4096`. Reads the whole record.
    var metrics: String? {
        guard let metrics = record?.metrics else { return nil }
        return metrics.map { "\($0.name) \($0.shown)" }.joined(separator: ", ")
    }

    /// What a table shows besides; `lines` of the log in digits. A skipped start has its reason in a word and a note; behind that of a run stand the
    /// numbers that the job told.
    public var details: (reason: String?, elapsed: Int64?, lines: String?) {
        if kind == .skip { return (scan { [$0.string("\"reason\":"), $0.string("\"note\":")].compactMap { $0 }.joined(separator: ": ") }, nil, nil) }
        let found = scan { ($0.string("\"reason\":"), $0.elapsed, $0.number("\"lines\":"), $0.hasMetrics) }
        guard let (reason, elapsed, lines, hasMetrics) = found else { return (nil, nil, nil) }
        return (hasMetrics ? metrics.map { "\(reason ?? "") (\($0))" } ?? reason : reason, elapsed, lines)
    }

    /// The lines of a file that are not empty, the last one first, until the body wants no more; `nil` for one that is no record.
    public static func forEach(fromEndOf file: [UInt8], _ body: (RecordLine?) -> Bool) {
        var end = file.count
        while end > 0 {
            let start = start(ofLineBefore: end, in: file)
            if start < end, !body(RecordLine(file[start..<end])) { return }
            end = start - 1
        }
    }

    /// Where the last line begins of those before a place in a file.
    private static func start(ofLineBefore end: Int, in file: [UInt8]) -> Int {
        file.withUnsafeBufferPointer { file in
            guard let base = file.baseAddress, let feed = ByteScan.last(ByteScan.lineFeed, base, base + end) else { return 0 }
            return feed - base + 1
        }
    }

    /// Where the line feed is of the line that begins at a place in a file, else the end of the file.
    public static func end(ofLineFrom start: Int, in file: [UInt8]) -> Int {
        file.withUnsafeBufferPointer { file in
            guard let base = file.baseAddress, let feed = ByteScan.first(ByteScan.lineFeed, base + start, base + file.count) else { return file.count }
            return feed - base
        }
    }

    private func scan<Value>(_ read: (inout RecordScan) -> Value?) -> Value? {
        bytes.withUnsafeBufferPointer { bytes in
            guard var scan = RecordScan(bytes) else { return nil }
            return read(&scan)
        }
    }
}
