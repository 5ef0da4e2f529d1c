import SisyphusCore
import SisyphusUnix
import SisyphusViews

/// Looks for a moment in `runs.jsonl` without reading much of it: its lines are in order of time, unless the clock was set.
enum RecordSearch {
    private static let piece: Int64 = 8 << 10

    /// The last start that was not later than a moment (in microseconds since 1970) and the one that followed it.
    /// - Returns: `nil` when the file does not reach so far back.
    static func starts(around moment: Int64, in directory: Directory) throws(SystemError) -> (before: Timestamp, after: Timestamp)? {
        let file = try directory.openFile(JobFile.records, File.readOnly | File.nonBlocking)
        // Lines that begin below `low` are not later, those that begin from `high` on are.
        var (low, high): (Int64, Int64) = (0, try file.status().size)
        while high - low > piece {
            let middle = (low + high) / 2
            let found = starts(in: try file.read(upTo: Int(piece), at: middle), isWhole: false)
            guard let first = found.first else { break }
            if first.microseconds <= moment { low = middle } else { high = middle }
        }
        let from = max(0, low - piece)
        let found = starts(in: try file.read(upTo: Int(high - from + 2 * piece), at: from), isWhole: from == 0)
        guard let after = found.firstIndex(where: { $0.microseconds > moment }), after > 0 else { return nil }
        return (found[after - 1], found[after])
    }

    /// Of the whole lines.
    private static func starts(in bytes: [UInt8], isWhole: Bool) -> [Timestamp] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        if !isWhole { lines = lines.dropFirst() }
        return lines.compactMap { HistoryEntry(JobOverview.Place(project: "", job: ""), $0)?.start }
    }
}
