/// Rows below headings, for a terminal, a pipe or a script.
public struct Table: Sendable {
    public enum Format: Sendable, Equatable {
        /// Fits the columns of a terminal.
        case terminal(width: Int)
        /// Cuts nothing; columns are two blanks apart at least.
        case pipe
        /// One TAB between columns, no blanks added.
        case tsv
    }

    struct Column: Sendable {
        enum Cut: Sendable { case never, middle, end }

        let heading: String
        var isNumber = false
        /// How a terminal that is too narrow shortens it.
        var cut = Cut.never
        /// Whether a terminal does without it when no row has anything to say.
        var isLeftOutWhenEmpty = false
    }

    struct Cell: Sendable {
        let text: String
        let colour: Colour?

        init(_ text: String, _ colour: Colour? = nil) {
            self.text = CellText.clean(text)
            self.colour = colour
        }
    }

    let columns: [Column]
    private(set) var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func append(_ row: [Cell]) { rows.append(row) }

    /// - Parameter isColoured: whether to paint those cells that have a colour.
    public func text(_ format: Format, isColoured: Bool = false) -> String {
        let headings = columns.map { Cell($0.heading) }
        if format == .tsv { return ([headings] + rows).map { $0.map(\.text).joined(separator: "\t") + "\n" }.joined() }
        let widths = widths(format)
        return ([headings] + rows).map { line($0, widths, isColoured) }.joined()
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ isColoured: Bool) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() where widths[index] > 0 {
            let column = columns[index]
            let text = column.cut == .middle ? CellText.ends(cell.text, widths[index]) : CellText.head(cell.text, widths[index])
            let blanks = String(repeating: " ", count: max(0, widths[index] - CellText.width(text)))
            let painted = isColoured ? cell.colour?.paint(text) ?? text : text
            if !line.isEmpty { line += "  " }
            line += column.isNumber ? blanks + painted : painted + blanks
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }

    /// What each column takes: first the text that may lose its end gives way, then the one that may lose its middle; at last columns are left
    /// out from the right.
    private func widths(_ format: Format) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(CellText.width(columns[index].heading)) { max($0, CellText.width($1[index].text)) }
        }
        guard case .terminal(let limit) = format else { return widths }
        for index in columns.indices where columns[index].isLeftOutWhenEmpty && rows.allSatisfy({ $0[index].text == "-" }) { widths[index] = 0 }
        func total() -> Int { widths.reduce(-2) { $1 > 0 ? $0 + $1 + 2 : $0 } }
        for (cut, least) in [(Column.Cut.end, 10), (.middle, 12), (.end, 0)] {
            for index in columns.indices where columns[index].cut == cut && widths[index] > 0 {
                let over = total() - max(limit, 1)
                if over > 0 { widths[index] = max(min(least, widths[index]), widths[index] - over) }
            }
        }
        for index in columns.indices.reversed() where index > 0 && total() > limit && columns[index].cut != .middle { widths[index] = 0 }
        if total() > limit, let index = columns.firstIndex(where: { $0.cut == .middle }) { widths[index] = max(1, widths[index] - (total() - limit)) }
        return widths
    }
}
