public import SisyphusCore

/// Durations and outcomes of a job's runs as bars for a terminal (`history --plot`): the oldest left, one column for each run or, where there are more
/// than columns, for some that follow each other: the longest of them and the worst.
public struct PlotView: Sendable {
    /// How what is drawn is to look.
    public struct Style: Sendable {
        /// Columns of the terminal.
        public var width: Int
        /// Whether only ASCII may be used.
        public var isASCII: Bool
        public var isColoured: Bool

        /// The mark of what was cut is one character too.
        func inOwnCharacters(_ text: String) -> String { isASCII ? text.replacing("…", with: "~") : text }

        public init(width: Int, isASCII: Bool, isColoured: Bool) { (self.width, self.isASCII, self.isColoured) = (width, isASCII, isColoured) }
    }

    private struct Bar {
        var elapsed: Int64
        var state: JobState
    }

    private static let height = 8
    private static let margin = 8

    /// - Parameter entries: of one job, newest first; starts that were skipped are passed over.
    public static func text(_ entries: [HistoryEntry], _ style: Style, local: (Timestamp) -> Timestamp) -> String {
        let runs = entries.reversed().compactMap { entry in JobState(entry.record).map { (entry, Bar(elapsed: entry.record.elapsed ?? 0, state: $0)) } }
        guard let first = runs.first?.0, let last = runs.last?.0 else { return "" }
        let width = max(style.width - margin - 2, 10)
        let each = (runs.count + width - 1) / width
        let bars = stride(from: 0, to: runs.count, by: each).map { start in
            let group = runs[start..<min(start + each, runs.count)].map(\.1)
            return Bar(elapsed: group.map(\.elapsed).max()!, state: group.map(\.state).min { $0.severity < $1.severity }!)
        }
        let longest = max(bars.map(\.elapsed).max()!, 1)
        var text = CellText.ends(CellText.clean(first.place.description), max(style.width, 20)) + "\n"
        for row in (0..<height).reversed() {
            let label = row == height - 1 ? ShortText.duration(longest) : row == height / 2 - 1 ? ShortText.duration(longest / 2) : ""
            text += pad(label) + (style.isASCII ? " |" : " │")
            let drawn = bars.map { bar in
                let eighths = Int(bar.elapsed * Int64(height * 8) / longest) - row * 8
                return painted(piece(eighths, isBottom: row == 0, style), bar, style)
            }.joined()
            text += trimmed(drawn) + "\n"
        }
        text += pad("outcome") + (style.isASCII ? " |" : " │") + bars.map { painted(String($0.state.letter), $0, style) }.joined() + "\n"
        return style.inOwnCharacters(
            text + axis(ShortText.moment(local(first.record.start)), ShortText.moment(local(last.record.start)), bars.count)
                + legend(runs.map(\.1), each, style))
    }

    private static func pad(_ label: String) -> String { String(repeating: " ", count: max(0, margin - label.count)) + label }

    private static func trimmed(_ line: String) -> Substring {
        var line = line[...]
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func painted(_ text: String, _ bar: Bar, _ style: Style) -> String {
        style.isColoured && text != " " ? bar.state.colour.paint(text) : text
    }

    /// The part of a bar in one row; what is shorter than any part is a line at the bottom.
    private static func piece(_ eighths: Int, isBottom: Bool, _ style: Style) -> String {
        if eighths >= 8 { return style.isASCII ? "#" : "█" }
        if eighths <= 0 { return isBottom ? (style.isASCII ? "_" : "▁") : " " }
        return style.isASCII ? (eighths >= 4 ? "#" : isBottom ? "_" : " ") : String(Array("▁▂▃▄▅▆▇")[eighths - 1])
    }

    private static func axis(_ first: String, _ last: String, _ columns: Int) -> String {
        let indent = String(repeating: " ", count: margin + 2)
        let blanks = columns - first.count - last.count
        return blanks < 1 ? "\(indent)\(first)\n\(indent)\(last)\n" : "\(indent)\(first)\(String(repeating: " ", count: blanks))\(last)\n"
    }

    private static func legend(_ runs: [Bar], _ each: Int, _ style: Style) -> String {
        let counts = JobState.allCases.compactMap { state in
            let count = runs.count { $0.state == state }
            return count == 0 ? nil : "\(state.letter) \(state.rawValue) \(count)"
        }
        let times = runs.map(\.elapsed).sorted()
        let facts = [
            "\(runs.count) \(runs.count == 1 ? "run" : "runs")", "median \(ShortText.duration(times[times.count / 2]))",
            "longest \(ShortText.duration(times.last!))",
        ]
        let scale = each > 1 ? ["\(each) runs a column"] : []
        return Lines.wrapped(facts + scale + counts, width: style.width) + "\n"
    }
}

/// Words of a list in lines.
enum Lines {
    /// Separated by commas; begins a new line where the width is used up.
    static func wrapped(_ items: [String], width: Int, indent: String = "") -> String {
        var (text, used) = ("", 0)
        for (index, item) in items.enumerated() {
            let piece = CellText.head(index == items.count - 1 ? item : item + ",", max(width - indent.count, 1))
            if used > 0, used + 1 + CellText.width(piece) > width {
                text += "\n" + indent
                used = indent.count
            } else if used > 0 {
                text += " "
                used += 1
            }
            text += piece
            used += CellText.width(piece)
        }
        return text + "\n"
    }
}
