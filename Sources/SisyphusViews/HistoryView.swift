public import SisyphusCore

/// Which runs `sisyphus history` shows.
public struct HistoryFilter: Sendable {
    /// Runs that ended before this moment are left out, and those that started after the other.
    public var since: Timestamp?
    public var until: Timestamp?
    /// Empty: any.
    public var statuses: Set<String> = []

    public init() {}

    public func takes(_ record: RunRecord) -> Bool {
        if let since, record.end < since { return false }
        if let until, record.start > until { return false }
        return statuses.isEmpty || statuses.contains(HistoryView.word(record))
    }

    /// Whether a run may have been in the time that is asked for, of which only the log's name is known.
    public func takes(_ log: RunLog) -> Bool {
        if let record = log.record { return takes(record) }
        // The name tells local time without its offset.
        let start = log.start?.microseconds ?? log.name.earliestStart
        return until.map { start <= $0.microseconds } ?? true && (log.isGoingOn || since.map { log.name.latestStart >= $0.microseconds } ?? true)
    }

    /// Words that `--status` takes.
    public static let words = Status.allCases.map(\.description) + [RunRecord.Kind.skip.rawValue]
}

/// The answer of `sisyphus history`.
public enum HistoryView {
    public typealias Entry = (place: JobOverview.Place, record: RunRecord)

    static func word(_ record: RunRecord) -> String { record.status?.description ?? RunRecord.Kind.skip.rawValue }

    /// - Parameters:
    ///   - entries: newest first.
    ///   - utcOffset: of a moment, as the table shows it.
    public static func table(_ entries: [Entry], local: (Timestamp) -> Timestamp) -> Table {
        var table = Table([
            .init(heading: "STARTED"), .init(heading: "STATUS"), .init(heading: "JOB", cut: .middle), .init(heading: "TOOK", isNumber: true),
            .init(heading: "LINES", isNumber: true), .init(heading: "REASON", cut: .end),
        ])
        for (place, record) in entries {
            table.append([
                .init(ShortText.moment(local(record.start))), .init(word(record), colour(record)), .init(place.description),
                .init(record.elapsed.map(ShortText.duration) ?? "-"), .init(record.lines.map(String.init) ?? "-"), .init(record.reason ?? ""),
            ])
        }
        return table
    }

    /// One record a line.
    public static func json(_ entries: [Entry]) -> [UInt8] { entries.flatMap { $0.record.jsonLine } }

    /// Fields as RFC 4180 quotes them, with a line of headings.
    public static func csv(_ entries: [Entry]) -> String {
        var text = "project,job,id,start,end,status,seconds,exit_code,signal,lines,bytes,peak_memory_kib,reason,log\r\n"
        for (place, record) in entries {
            let numbers = [
                record.exitCode.map(String.init), record.signal.map(String.init), record.lines.map(String.init), record.bytes.map(String.init),
                record.peakMemory.map(String.init),
            ].map { $0 ?? "" }
            let fields =
                [place.project, place.job, record.id, record.start.rfc3339, record.end.rfc3339, word(record)]
                + [record.elapsed.map { String(decoding: JSONValue.seconds($0).bytes, as: UTF8.self) } ?? ""] + numbers + [
                    record.reason ?? "", record.log ?? "",
                ]
            text += fields.map(quoted).joined(separator: ",") + "\r\n"
        }
        return text
    }

    private static func quoted(_ field: String) -> String {
        guard field.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    static func colour(_ record: RunRecord) -> Colour {
        switch record.status {
        case .failed, .timeout: .red
        case .interrupted: .yellow
        case .successful: .green
        case .uneventful, nil: .faint
        }
    }
}
