/// Why a job's last run ended as it did, in at most 20 lines: what `sisyphus why` shows, and what reports and mails of a failure end with.
public struct WhyText: Sendable {
    /// The newest records, the last run among them.
    public var tail: RecordTail
    public var changes: [RunComparison.Change]
    /// What the job printed at last; a report shows it at another place.
    public var lastLines: [String] = []
    /// What became of the messages about it, a sentence each.
    public var told: [String] = []

    private static let most = 20

    public init(_ tail: RecordTail, changes: [RunComparison.Change]) { (self.tail, self.changes) = (tail, changes) }

    /// Without what could act on a terminal; each at most 500 bytes.
    ///
    /// - Parameters:
    ///   - head: what stands before it, which counts.
    ///   - local: a moment as it is to be shown.
    public func lines(head: [String] = [], now: Timestamp, local: (Timestamp) -> Timestamp) -> [String] {
        var lines = head
        if tail.failuresInARow > 1, let first = tail.firstBad?.end {
            lines.append("bad run \(tail.failuresInARow) in a row, since \(ShortText.moment(local(first)))")
        } else if tail.failuresInARow == 1, tail.lastGood != nil {
            lines.append("the first bad run after a good one")
        }
        lines.append(
            tail.lastGood.map { "last good run ended \(ShortText.moment(local($0.end))), \(ShortText.age($0.end, now: now)) ago" } ?? "no good run is known")
        lines += kernel
        if !told.isEmpty { lines.append("messages: \(told.joined(separator: ", "))") }
        let printed = lastLines.isEmpty ? [] : ["last lines:"] + lastLines.map { "  \($0)" }
        if !changes.isEmpty {
            lines.append("different from the last good run:")
            let room = Self.most - lines.count - printed.count
            let shown = changes.count <= room ? changes[...] : changes.prefix(max(room - 1, 0))
            lines += shown.map { change in
                change.before == "-" ? "  \(change.what): \(change.now)" : "  \(change.what): \(change.before) -> \(change.now)"
            }
            if shown.count < changes.count { lines.append("  and \(changes.count - shown.count) more") }
        }
        return (lines + printed).prefix(Self.most).map { TextCut.head(Sanitizer(escapes: .escape).text(Array($0.utf8)), bytes: 500) }
    }

    /// What the kernel says of memory.
    private var kernel: [String] {
        guard let last = tail.last?.record, let count = last.oomKills else { return [] }
        if count > 0 { return ["the kernel killed \(count) \(count == 1 ? "process" : "processes") of the control group for want of memory"] }
        return last.signal == 9 || last.exitCode == 137 ? ["the kernel killed no process of the control group for want of memory"] : []
    }
}
