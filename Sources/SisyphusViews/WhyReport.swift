public import SisyphusCore

/// The answer of `sisyphus why`.
public struct WhyReport: Sendable {
    /// What became of a message about the failure: `told`, `waits`, `lost`.
    public struct Told: Sendable {
        public var channel: String
        public var what: String

        public init(channel: String, what: String) { (self.channel, self.what) = (channel, what) }
    }

    public var overview: JobOverview
    /// What the job printed at the end of its last run, oldest first.
    public var lastLines: [String] = []
    public var changes: [RunComparison.Change] = []
    public var told: [Told]
    private let now: Timestamp

    /// - Parameters:
    ///   - log: the lines of the last run's log; empty when it cannot be read.
    ///   - goodLog: those of the last good run.
    public init(_ overview: JobOverview, log: [String], goodLog: [String], told: [Told] = [], now: Timestamp) {
        (self.overview, self.told, self.now) = (overview, told, now)
        // Of a lost run there is no record yet.
        if overview.facts.run.lost != nil {
            lastLines = LoggedLine.printed(log).suffix(5)
            return
        }
        guard let last = overview.tail.last?.record else { return }
        lastLines = log.isEmpty ? last.lastLines : LoggedLine.printed(log).suffix(5)
        guard !last.isGood, let good = overview.tail.lastGood?.record else { return }
        changes = RunComparison(good, last, log: log, goodLog: goodLog).changes
    }

    /// For people: at most 20 lines, without what could act on a terminal.
    public func text(local: (Timestamp) -> Timestamp) -> String {
        let reason = overview.reason(now: now)
        var head = ["\(overview.place): \(overview.state.rawValue)" + (reason.isEmpty ? "" : ", \(reason)")]
        if let last = overview.tail.last {
            let ago = last.end > now ? "in the future: the clock was set back" : "\(ShortText.age(last.end, now: now)) ago"
            head.append("last run ended \(ShortText.moment(local(last.end))), \(ago)")
        }
        var text = WhyText(overview.tail, changes: changes)
        text.lastLines = lastLines
        text.told = told.map { "\($0.channel) \($0.what)" }
        return text.lines(head: head, now: now, local: local).map { $0 + "\n" }.joined()
    }

    /// One object.
    public var json: [UInt8] {
        let tail = overview.tail
        return JSONValue.members([
            "v": 2,
            "project": .string(overview.place.project),
            "job": .string(overview.place.job),
            "state": .string(overview.state.rawValue),
            "first_failed": (tail.firstBad?.end).map { .string($0.rfc3339) } ?? .null,
            "failures_in_a_row": .int(Int64(tail.failuresInARow)),
            "reason": .string(overview.reason(now: now)),
            "summary": tail.last?.summary.map(JSONValue.string) ?? .null,
            "last_lines": .array(lastLines.map(JSONValue.string)),
            "changes": .array(changes.map { .members(["what": .string($0.what), "before": .string($0.before), "now": .string($0.now)]) }),
            "oom_kills": .number(tail.last?.record?.oomKills),
            "told": .object(told.map { ($0.channel, .string($0.what)) }),
        ]).bytes + [UInt8(ascii: "\n")]
    }
}
