/// What is known of a run whose supervisor was killed.
public enum LostRun {
    public static let text = "lost: the supervisor was killed before the run had ended"

    /// How a run had ended that wrote its result line before it was killed.
    public struct End: Sendable, Equatable {
        public var status: Status
        public var text: String
        public var health: String?
    }

    /// What the health file says from now on: one line.
    public static func healthText(_ run: RunStateFile, now: Timestamp) -> String {
        let start = run.start.map { " (started at \($0.logText))" } ?? ""
        return "Lost: the supervisor was killed before the run had ended\(start)"
    }

    /// Reads the last line of a log; `nil` if it is no result line of ours. What the job printed stands right of ` >> ` and
    /// cannot be taken for one.
    public static func end(logEnd bytes: [UInt8]) -> End? {
        let feed = UInt8(ascii: "\n")
        guard bytes.last == feed else { return nil }
        let line = bytes.dropLast()
        let last = String(decoding: line[(line.lastIndex(of: feed).map { $0 + 1 } ?? line.startIndex)...], as: UTF8.self)
        guard let parts = split(last) else { return nil }
        for verdict in [Outcome.Verdict.ok, .errors, .fail, .kill] where parts.head.hasSuffix("{sisyphus}{result}{\(verdict.rawValue)}") {
            return end(verdict, parts.text)
        }
        return nil
    }

    private static func end(_ verdict: Outcome.Verdict, _ text: String) -> End {
        switch verdict {
        case .ok, .errors: End(status: .successful, text: text, health: nil)
        case .kill: End(status: .timeout, text: text, health: text.capitalizingFirst)
        case .fail:
            End(
                status: text.hasPrefix("interrupted by ") ? .interrupted : .failed, text: text,
                health: text.capitalizingFirst)
        }
    }

    private static func split(_ line: String) -> (head: Substring, text: String)? {
        let bytes = Array(line.utf8)
        let mark = Array(" >> ".utf8)
        guard line.hasPrefix("["), bytes.count >= mark.count else { return nil }
        for index in 0...(bytes.count - mark.count) where Array(bytes[index..<index + mark.count]) == mark {
            let head = line.utf8.prefix(index)
            return (Substring(head), String(decoding: bytes[(index + mark.count)...], as: UTF8.self))
        }
        return nil
    }
}
