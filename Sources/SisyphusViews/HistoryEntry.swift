public import SisyphusCore

/// A run or a skipped start of a job, as its records tell.
public struct HistoryEntry: Sendable {
    public let place: JobOverview.Place
    public let record: RecordLine

    public init(_ place: JobOverview.Place, _ record: RecordLine) { (self.place, self.record) = (place, record) }
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

    public func takes(_ record: RecordLine) -> Bool { takes(record.start, record.end, record.kind, record.status) }

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
