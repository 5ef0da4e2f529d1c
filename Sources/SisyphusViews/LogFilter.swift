public import SisyphusCore

/// Which lines `sisyphus logs` shows, beside its pattern.
public struct LogFilter: Sendable {
    /// A line has one of these tags; empty: any.
    public var tags: Set<String> = []
    /// A line stands in a task whose label has this in it.
    public var task: String?

    public init() {}

    public var takesAll: Bool { tags.isEmpty && task == nil }

    public func takes(_ entry: LoggedLine) -> Bool {
        (tags.isEmpty || !tags.isDisjoint(with: entry.tags)) && task.map { task in entry.tasks.contains { $0.contains(task) } } ?? true
    }
}

/// What `sisyphus logs` prints beside and around lines.
public enum LogView {
    /// Stands above the lines of a log where those of several are shown.
    public static func heading(_ place: JobOverview.Place, _ log: RunLog, local: (Timestamp) -> Timestamp) -> String {
        let moment = log.start.map { ShortText.moment(local($0)) } ?? log.name.text
        let state = log.isGoingOn ? "running" : log.record.map { $0.kind == .lost ? $0.kind.rawValue : $0.status?.description ?? "" }
        return CellText.clean("==> " + ["\(place)", moment, state, log.id].compactMap { $0 }.joined(separator: " ") + " <==")
    }

    /// One line as one object.
    public static func json(_ line: String, _ place: JobOverview.Place, _ log: RunLog) -> [UInt8] {
        let entry = LoggedLine(line)
        let offset = log.start.flatMap { start in entry.time.map { LogView.time($0, offset: start.rfc3339.suffix(6)) } }
        return JSONValue.members([
            "v": 2,
            "project": .string(place.project),
            "job": .string(place.job),
            "run": .text(log.id),
            "time": .text(offset ?? entry.time),
            "elapsed": entry.elapsed.map(JSONValue.seconds),
            "tasks": .array(entry.tasks.map(JSONValue.string)),
            "tags": .array(entry.tags.map(JSONValue.string)),
            "text": .string(entry.text),
        ]).bytes + [UInt8(ascii: "\n")]
    }

    /// RFC 3339, with the offset that the run began with where the log shows none.
    private static func time(_ time: String, offset: Substring) -> String {
        time.contains("T") ? time : time.replacing(" ", with: "T") + offset
    }
}
