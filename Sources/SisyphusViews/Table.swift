/// In how many pieces work is done, and by whom.
public struct Pieces {
    let count: Int
    let perform: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void

    /// - Parameter perform: does the pieces, each of which it gets by its number, at one time if it can.
    public init(_ count: Int, _ perform: @escaping (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void) {
        (self.count, self.perform) = (count, perform)
    }

    /// All at once, by who asks.
    public static var one: Pieces { Pieces(1) { $1(0) } }
}

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

    /// Where the text of a cell ends, which begins where the one before ends, and how many columns of a terminal it takes. Small, since a table of
    /// ten thousand rows has sixty thousand of them.
    private struct Place {
        let end: UInt32
        let width: UInt32
        let colour: Colour?
    }

    private let columns: [Column]
    /// The texts of all cells behind each other: tables have tens of thousands of them.
    private var texts: [UInt8] = []
    /// Row by row, the headings first.
    private var places: [Place] = []

    init(_ columns: [Column]) {
        self.columns = columns
        for column in columns { append(column.heading) }
    }

    /// A table of many things, whose rows are made in pieces.
    ///
    /// - Parameter add: makes the rows of some of them.
    init<Thing: Sendable>(_ columns: [Column], of things: [Thing], in pieces: Pieces, _ add: @escaping @Sendable (inout Table, ArraySlice<Thing>) -> Void) {
        let count = pieces.count
        var tables = Array(repeating: Table(columns), count: count)
        tables.withUnsafeMutableBufferPointer { tables in
            nonisolated(unsafe) let tables = tables
            pieces.perform(count) { number in
                let own = things[(things.count * number / count)..<(things.count * (number + 1) / count)]
                // The first one will hold the others' rows.
                tables[number].reserve(rows: number == 0 ? things.count : own.count)
                add(&tables[number], own)
            }
        }
        self = tables.removeFirst()
        for table in tables { append(rowsOf: table) }
    }

    /// The rows of a table with the same columns.
    private mutating func append(rowsOf table: Table) {
        let offset = texts.count - table.headingsEnd
        texts += table.texts[table.headingsEnd...]
        for place in table.places.dropFirst(columns.count) {
            places.append(Place(end: UInt32(Int(place.end) + offset), width: place.width, colour: place.colour))
        }
    }

    /// Where the texts of the first row begin.
    private var headingsEnd: Int { Int(places[columns.count - 1].end) }

    /// Where the text of a cell is.
    private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(places[index - 1].end))..<Int(places[index].end) }

    /// Makes room for rows that will come.
    private mutating func reserve(rows: Int) {
        places.reserveCapacity(places.count + rows * columns.count)
        texts.reserveCapacity(texts.count + rows * columns.count * 12)
    }

    /// The next cell, of the next row when this one is full.
    mutating func append(_ text: String, _ colour: Colour? = nil) {
        let start = texts.count
        var text = text
        let isPlain = text.withUTF8 { bytes in
            let isPlain = CellText.isPlain(bytes)
            if isPlain { texts.append(contentsOf: bytes) }
            return isPlain
        }
        if !isPlain {
            text = CellText.clean(text)
            texts += text.utf8
        }
        places.append(Place(end: UInt32(texts.count), width: UInt32(isPlain ? texts.count - start : CellText.width(text)), colour: colour))
    }

    /// - Parameter isColoured: whether to paint those cells that have a colour.
    public func text(_ format: Format, isColoured: Bool = false) -> String { String(decoding: bytes(format, isColoured: isColoured), as: UTF8.self) }

    /// The same as UTF-8.
    public func bytes(_ format: Format, isColoured: Bool = false) -> [UInt8] {
        let widths = format == .tsv ? [] : widths(format)
        var lines: [UInt8] = []
        lines.reserveCapacity(format == .tsv ? texts.count + places.count : (widths.reduce(0) { $0 + $1 + 2 } + 16) * places.count / columns.count)
        for row in stride(from: 0, to: places.count, by: columns.count) {
            let begin = lines.count
            for column in columns.indices {
                if format == .tsv {
                    if column > 0 { lines.append(UInt8(ascii: "\t")) }
                    lines += texts[range(row + column)]
                } else if widths[column] > 0 {
                    if lines.count > begin { lines += "  ".utf8 }
                    append(row + column, columns[column], widths[column], isColoured, to: &lines)
                }
            }
            if format != .tsv { while lines.count > begin, lines.last == UInt8(ascii: " ") { lines.removeLast() } }
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    private func append(_ index: Int, _ column: Column, _ width: Int, _ isColoured: Bool, to line: inout [UInt8]) {
        func blanks(_ count: Int) { for _ in 0..<max(0, count) { line.append(UInt8(ascii: " ")) } }
        let (range, taken, colour) = (range(index), Int(places[index].width), isColoured ? places[index].colour : nil)
        if taken <= width {
            if column.isNumber { blanks(width - taken) }
            if let colour { line += colour.begin.utf8 }
            texts.withUnsafeBufferPointer { line.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
            if colour != nil { line += Colour.end.utf8 }
            if !column.isNumber { blanks(width - taken) }
            return
        }
        let text = String(decoding: texts[range], as: UTF8.self)
        let cut = column.cut == .middle ? CellText.ends(text, width) : CellText.head(text, width)
        if column.isNumber { blanks(width - CellText.width(cut)) }
        line += (colour?.paint(cut) ?? cut).utf8
        if !column.isNumber { blanks(width - CellText.width(cut)) }
    }

    /// What each column takes: first the text that may lose its end gives way, then the one that may lose its middle; at last columns are left
    /// out from the right.
    private func widths(_ format: Format) -> [Int] {
        var widths = Array(repeating: 0, count: columns.count)
        for row in stride(from: 0, to: places.count, by: columns.count) {
            for column in columns.indices { widths[column] = max(widths[column], Int(places[row + column].width)) }
        }
        guard case .terminal(let limit) = format else { return widths }
        for index in columns.indices where columns[index].isLeftOutWhenEmpty && isEmpty(index) { widths[index] = 0 }
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

    /// Whether no row has anything to say in a column.
    private func isEmpty(_ column: Int) -> Bool {
        stride(from: columns.count + column, to: places.count, by: columns.count).allSatisfy { texts[range($0)] == [UInt8(ascii: "-")] }
    }
}
