import SisyphusCore
import SisyphusUnix

/// Looks for a moment in `runs.jsonl` without reading much of it: its lines are in order of time, unless the clock was set.
enum RecordSearch {
    private static let piece: Int64 = 4 << 10

    /// The last start that was not later than a moment (in microseconds since 1970) and the one that followed it.
    /// - Returns: `nil` when the file does not reach so far back.
    static func starts(around moment: Int64, in directory: Directory) throws(SystemError) -> (before: Timestamp, after: Timestamp)? {
        let file = try directory.openFile(JobFile.records, File.readOnly | File.nonBlocking)
        // Lines that begin below `low` are not later, those that begin from `high` on are.
        var (low, high): (Int64, Int64) = (0, try file.status().size)
        if let first = try firstStart(in: file, from: 0), first.microseconds > moment { return nil }
        while high - low > piece {
            let middle = (low + high) / 2
            guard let first = try firstStart(in: file, from: middle) else { break }
            if first.microseconds <= moment { low = middle } else { high = middle }
        }
        let from = max(0, low - piece)
        var before: Timestamp?
        var after: Timestamp?
        forEachStart(in: try file.read(upTo: Int(high - from + 2 * piece), at: from), isWhole: from == 0) { start in
            if start.microseconds > moment { after = start } else { before = start }
            return after == nil
        }
        guard let before, let after else { return nil }
        return (before, after)
    }

    /// Of the lines that begin behind a place or at the beginning of the file.
    private static func firstStart(in file: OpenFile, from place: Int64) throws(SystemError) -> Timestamp? {
        var first: Timestamp?
        forEachStart(in: try file.read(upTo: Int(piece), at: place), isWhole: place == 0) { start in
            first = start
            return false
        }
        return first
    }

    /// Of the whole lines, until `body` says that no more is needed.
    private static func forEachStart(in bytes: [UInt8], isWhole: Bool, _ body: (Timestamp) -> Bool) {
        var from = isWhole ? 0 : RecordLine.end(ofLineFrom: 0, in: bytes) + 1
        while from < bytes.count {
            let end = RecordLine.end(ofLineFrom: from, in: bytes)
            if let start = RecordLine(bytes[from..<end])?.start, !body(start) { return }
            from = end + 1
        }
    }
}
