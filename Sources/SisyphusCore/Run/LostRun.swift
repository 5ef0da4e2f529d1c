/// What is known of a run whose supervisor was killed.
public enum LostRun {
    public static let text = "lost: the supervisor was killed before the run had ended"

    /// How a run had ended that wrote its result line before it was killed.
    public struct End: Sendable, Equatable {
        public var status: Status
        public var text: String
        public var health: String?
        /// The command's exit status or signal, where the result line tells it.
        public var exitCode: Int32?, signal: Int32?
    }

    /// What the health file says from now on: one line.
    public static func healthText(_ run: RunStateFile, now: Timestamp) -> String {
        let start = run.start.map { " (started at \($0.textWithZone))" } ?? ""
        return "Lost: the supervisor was killed before the run had ended\(start)"
    }

    /// Reads the last line of a log; `nil` if it is no result line of ours. What the job printed stands right of ` >> ` and
    /// cannot be taken for one.
    public static func end(logEnd bytes: [UInt8]) -> End? {
        let feed = UInt8(ascii: "\n")
        guard bytes.last == feed else { return nil }
        let line = bytes.dropLast()
        let last = String(decoding: line[(line.lastIndex(of: feed).map { $0 + 1 } ?? line.startIndex)...], as: UTF8.self)
        for verdict in [Outcome.Verdict.ok, .errors, .fail, .kill] {
            if let text = text(of: last, [verdict.rawValue]) { return end(verdict, text) }
        }
        // Whoever completed the log before us was killed too.
        return text(of: last, ["fail", "lost"]).map { end(.fail, $0) }
    }

    /// The text of a result line with this verdict's tags, in any of the log's formats. In JSON a quote inside of a text is escaped, so
    /// that a text cannot look like the list of tags.
    private static func text(of line: String, _ verdict: [String]) -> String? {
        let tags = ["sisyphus", "result"] + verdict
        if line.hasPrefix("{") {
            let mark = "\"tags\":[" + tags.map { "\"\($0)\"" }.joined(separator: ",") + "],\"text\":\""
            guard let rest = line[...].parted(at: mark)?.tail, rest.hasSuffix("\"}") else { return nil }
            return String(rest.dropLast(2))
        }
        guard line.hasPrefix("["), let (head, tail) = line[...].parted(at: " >> "),
            head.hasSuffix(tags.map { "{\($0)}" }.joined())
        else { return nil }
        return String(tail)
    }

    private static func end(_ verdict: Outcome.Verdict, _ text: String) -> End {
        switch verdict {
        case .ok, .errors: End(status: .successful, text: text, health: nil)
        case .kill: End(status: .timeout, text: text, health: text.capitalizingFirst)
        case .fail:
            End(
                status: text.hasPrefix("interrupted by ") || text.hasPrefix(RunWarning.lostLock) ? .interrupted : .failed, text: text,
                health: text.capitalizingFirst, exitCode: number(in: text, after: "failed with exit status "),
                signal: number(in: text, after: "killed by signal "))
        }
    }

    private static func number(in text: String, after words: String) -> Int32? {
        text.hasPrefix(words) ? Int32(text.dropFirst(words.count).prefix { $0.isNumber }) : nil
    }
}

extension LostRun {
    /// The verdict on a run of which nothing is known but that it was killed.
    public static func outcome(health: String?) -> Outcome {
        Outcome(status: .failed, verdict: .fail, text: text, health: health, reason: "lost", exit: .exited(ExitStatus.internalError))
    }

    /// The verdict that a record tells of; `nil`: it tells of no run.
    public static func outcome(of record: RunRecord) -> Outcome? {
        guard let status = record.status else { return nil }
        let verdict: Outcome.Verdict = status.isGood ? .ok : status == .timeout ? .kill : .fail
        let summary = status.isGood ? nil : record.summary
        return Outcome(status: status, verdict: verdict, text: record.reason ?? "\(status)", summary: summary, reason: "record", exit: .exited(0))
    }
}
