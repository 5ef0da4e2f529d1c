public import SisyphusCore

/// One line of `runs.jsonl` of a job, of which only what chooses lines has been read: thousands are passed over for each that is shown.
public struct HistoryEntry: Sendable {
    public let place: JobOverview.Place
    /// Without its line feed.
    public let line: ArraySlice<UInt8>
    public let start: Timestamp
    public let end: Timestamp
    /// `nil` for a start that was skipped.
    public let status: Status?
    let kind: RunRecord.Kind

    /// - Returns: `nil` for a line that is no record.
    public init?(_ place: JobOverview.Place, _ line: ArraySlice<UInt8>) {
        let found = line.withUnsafeBufferPointer { line -> (Timestamp, Timestamp, Status?, RunRecord.Kind)? in
            guard let scan = RecordScan(line), let start = scan.start, let end = scan.end else { return nil }
            let status = scan.status
            // Only of failed runs and of starts without one the kind says more.
            let kind = status == nil || status == .failed ? scan.kind.flatMap(RunRecord.Kind.init(rawValue:)) : nil
            if status == nil, kind != .skip { return nil }
            return (start, end, status, kind ?? .run)
        }
        guard let found else { return nil }
        (self.place, self.line) = (place, line)
        (start, end, status, kind) = found
    }

    /// All that the line tells.
    public var record: RunRecord? { RunRecord(jsonLine: line) }

    /// How it is shown in a plot or on a time axis; `nil`: a start that was skipped.
    var state: JobState? {
        JobState(kind, status, isDegraded: line.withUnsafeBufferPointer { RecordScan($0)?.isDegraded ?? false })
    }

    /// How long the run took, in microseconds.
    var elapsed: Int64? { line.withUnsafeBufferPointer { RecordScan($0)?.elapsed } }

    /// What a table shows of it besides.
    var shown: (lines: String?, reason: String?) {
        line.withUnsafeBufferPointer { line in
            guard let scan = RecordScan(line) else { return (nil, nil) }
            return (scan.number("\"lines\":"), scan.string("\"reason\":"))
        }
    }
}

/// Which runs `sisyphus history` shows.
public struct HistoryFilter: Sendable {
    /// Runs that ended before this moment are left out, and those that started after the other.
    public var since: Timestamp?
    public var until: Timestamp?
    /// Empty: any.
    public var statuses: Set<String> = []
    /// At most so many of a job, the newest.
    public var limit = Int.max

    public init() {}

    public func takes(_ entry: HistoryEntry) -> Bool { takes(entry.start, entry.end, entry.kind, entry.status) }

    public func takes(_ record: RunRecord) -> Bool { takes(record.start, record.end, record.kind, record.status) }

    /// A lost run is a failed one too.
    private func takes(_ start: Timestamp, _ end: Timestamp, _ kind: RunRecord.Kind, _ status: Status?) -> Bool {
        if let since, end < since { return false }
        if let until, start > until { return false }
        return statuses.isEmpty || statuses.contains(kind.rawValue) || status.map { statuses.contains($0.description) } ?? false
    }

    /// Whether a run may have been in the time that is asked for, of which only the log's name is known.
    public func takes(_ log: RunLog) -> Bool {
        if let record = log.record { return takes(record) }
        // The name tells local time without its offset.
        let start = log.start?.microseconds ?? log.name.earliestStart
        return until.map { start <= $0.microseconds } ?? true && (log.isGoingOn || since.map { log.name.latestStart >= $0.microseconds } ?? true)
    }

    /// Words that `--status` takes.
    public static let words = Status.allCases.map(\.description) + [RunRecord.Kind.lost.rawValue, RunRecord.Kind.skip.rawValue]
}
