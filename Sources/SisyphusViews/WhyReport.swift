public import SisyphusCore

/// What can be said about a job's last run beside its last good one: facts only.
public struct WhyReport: Sendable {
    /// Something that was otherwise in the last good run.
    public struct Change: Sendable, Equatable {
        public var what: String
        public var before: String
        public var now: String
    }

    public var overview: JobOverview
    /// What the job printed at the end of its last run, oldest first.
    public var lastLines: [String]
    public var changes: [Change]
    private let now: Timestamp

    /// - Parameters:
    ///   - log: the lines of the last run's log; empty when it cannot be read.
    ///   - goodLog: those of the last good run.
    public init(_ overview: JobOverview, log: [String], goodLog: [String], now: Timestamp) {
        self.overview = overview
        self.now = now
        lastLines = LogText.printed(log).suffix(5)
        changes = []
        guard let last = overview.tail.last, !last.isGood, let good = overview.tail.lastGood else { return }
        func compare(_ what: String, _ before: String?, _ now: String?) {
            if before != now { changes.append(Change(what: what, before: before ?? "-", now: now ?? "-")) }
        }
        compare("exit status", good.exitCode.map(String.init), last.exitCode.map(String.init))
        compare("signal", good.signal.map(String.init), last.signal.map(String.init))
        if let before = good.elapsed, let after = last.elapsed, WhyReport.differ(before, after, least: 1_000_000) {
            compare("duration", ShortText.duration(before), ShortText.duration(after))
        }
        if let before = good.peakMemory, let after = last.peakMemory, WhyReport.differ(before, after, least: 1024) {
            compare("peak memory (KiB)", "\(before)", "\(after)")
        }
        compare("lines", good.lines.map(String.init), last.lines.map(String.init))
        if !goodLog.isEmpty {
            let known = Set(LogText.printed(goodLog).map(NormalText.text))
            if let new = LogText.printed(log).first(where: { !known.contains(NormalText.text($0)) }) { compare("first new line", nil, new) }
        }
    }

    /// By more than a quarter and more than so much.
    private static func differ(_ one: Int64, _ other: Int64, least: Int64) -> Bool {
        abs(one - other) > max(least, max(one, other) / 4)
    }

    /// For people: at most 20 lines, without what could act on a terminal.
    public func text(local: (Timestamp) -> Timestamp) -> String {
        let tail = overview.tail
        var lines = ["\(overview.place): \(overview.state.rawValue)" + (overview.reason.isEmpty ? "" : ", \(overview.reason)")]
        if let last = tail.last { lines.append("last run ended \(ShortText.moment(local(last.end))), \(ShortText.age(last.end, now: now)) ago") }
        if tail.failuresInARow > 0, let first = tail.firstFailed {
            lines.append(
                tail.failuresInARow == 1
                    ? "the first bad run after a good one" : "bad run \(tail.failuresInARow) in a row, since \(ShortText.moment(local(first)))")
        }
        lines.append(tail.lastGood.map { "last good run ended \(ShortText.moment(local($0.end)))" } ?? "no good run is known")
        if !changes.isEmpty { lines.append("different from the last good run:") }
        for change in changes { lines.append("  \(change.what): \(change.before) -> \(change.now)") }
        if !lastLines.isEmpty { lines.append("last lines of the log:") }
        for line in lastLines { lines.append("  \(line)") }
        return lines.map { CellText.head(CellText.clean($0), 500) + "\n" }.joined()
    }

    /// One object.
    public var json: [UInt8] {
        let tail = overview.tail
        return JSONValue.members([
            "v": 2,
            "project": .string(overview.place.project),
            "job": .string(overview.place.job),
            "state": .string(overview.state.rawValue),
            "first_failed": tail.firstFailed.map { .string($0.rfc3339) } ?? .null,
            "failures_in_a_row": .int(Int64(tail.failuresInARow)),
            "reason": .string(overview.reason),
            "last_lines": .array(lastLines.map(JSONValue.string)),
            "changes": .array(changes.map { .members(["what": .string($0.what), "before": .string($0.before), "now": .string($0.now)]) }),
        ]).bytes + [UInt8(ascii: "\n")]
    }
}

/// A line without what differs from run to run: numbers (and with them times) and paths.
enum NormalText {
    static func text(_ line: String) -> String {
        var result = ""
        for word in line.split(separator: " ") {
            if word.contains("/") {
                result += "/ "
                continue
            }
            var isDigit = false
            for scalar in word.unicodeScalars {
                if ("0"..."9").contains(scalar) {
                    if !isDigit { result += "0" }
                    isDigit = true
                } else {
                    result.unicodeScalars.append(scalar)
                    isDigit = false
                }
            }
            result += " "
        }
        return result
    }
}
