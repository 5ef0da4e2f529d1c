/// That no run of a job, or of any job in a base directory, is to begin for a while: the file `paused`, one JSON object.
public struct Pause: Sendable, Equatable {
    /// It is over by itself at this moment; `nil`: when somebody resumes.
    public var until: Timestamp?
    public var since: Timestamp
    /// The user who asked for it.
    public var by: String?
    public var reason: String?
    /// Whether it holds for all jobs in the base directory. Not in the file: the place of that says it.
    public var isOfAll = false
    /// Members of the file that this version does not know.
    private var others: [(key: String, value: JSONValue)] = []

    public init(since: Timestamp, until: Timestamp? = nil, by: String? = nil, reason: String? = nil) {
        (self.since, self.until, self.by, self.reason) = (since, until, by, reason)
    }

    /// - Returns: `nil`: the file is damaged.
    public init?(bytes: [UInt8]) {
        guard let json = JSONValue(bytes), case .object(let members) = json, let since = json["since"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(since: since, by: json["by"]?.string, reason: json["reason"]?.string)
        if let text = json["until"] {
            guard let moment = text.string.flatMap({ Timestamp(rfc3339: $0) }) else { return nil }
            until = moment
        }
        others = members.filter { !Pause.keys.contains($0.key) }
    }

    private static let keys: Set = ["since", "until", "by", "reason"]

    public var bytes: [UInt8] {
        let known = JSONValue.members([
            "since": .string(since.rfc3339), "until": .text(until?.rfc3339), "by": .text(by), "reason": .text(reason),
        ])
        guard case .object(let members) = known else { return [] }
        return JSONValue.object(members + others).bytes + [UInt8(ascii: "\n")]
    }

    /// The same with what an earlier file has that this version does not know.
    public func keeping(_ earlier: Pause?) -> Pause {
        var kept = self
        kept.others = earlier?.others ?? []
        return kept
    }

    public func isOver(at now: Timestamp) -> Bool { until.map { $0 <= now } ?? false }

    /// `until 2026-11-28 18:00:00 +01:00 by root: moving the disks`
    ///
    /// - Parameter local: a moment in the time zone of the reader.
    public func text(local: (Timestamp) -> Timestamp) -> String {
        var text = until.map { "until \(local($0).textWithZone)" } ?? "since \(local(since).textWithZone), until somebody resumes it"
        if let by { text += until == nil ? " (paused by \(by))" : " by \(by)" }
        if isOfAll { text += ", with all jobs" }
        if let reason { text += ": \(reason)" }
        return text
    }

    public static func == (one: Pause, other: Pause) -> Bool { one.bytes == other.bytes && one.isOfAll == other.isOfAll }
}
