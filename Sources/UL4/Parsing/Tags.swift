/// The tags of the language.
enum TagName: String, CaseIterable {
    case print, printx, code, `for`, `while`, `if`, elif, `else`, end, `break`, `continue`, def, `return`
    case render, renderx, renderOrPrint = "render_or_print", renderOrPrintx = "render_or_printx"
    case renderxOrPrint = "renderx_or_print", renderxOrPrintx = "renderx_or_printx"
    case renderblock, renderblocks, note, doc, ignore, whitespace, ul4

    /// The tags whose output takes the place of their line, so that the line keeps its indentation.
    var isRender: Bool {
        switch self {
        case .render, .renderx, .renderOrPrint, .renderOrPrintx, .renderxOrPrint, .renderxOrPrintx: true
        default: false
        }
    }

    var isRenderBlock: Bool { self == .renderblock || self == .renderblocks }

    var isPrint: Bool { self == .print || self == .printx }

    var opensBlock: Bool {
        switch self {
        case .for, .while, .if, .elif, .else, .def, .renderblock, .renderblocks: true
        default: false
        }
    }

    var closesBlock: Bool { self == .end || self == .elif || self == .else }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    init?(name: some Sequence<Unicode.Scalar>) {
        guard let tag = TagName.byName[String(name)] else { return nil }
        self = tag
    }
}

/// A tag in the source.
struct Tag {
    let name: TagName
    /// From `<?` to `?>`.
    let range: Range<Int>
    /// What stands behind the name, without white space at its ends.
    let code: Range<Int>
}

enum Segment {
    case text(Range<Int>)
    case tag(Tag)
}

/// Cuts a source into texts and tags. What looks like a tag but has a name of no meaning is text.
func segments(of source: Source) -> [Segment] {
    let scalars = source.scalars
    var result: [Segment] = []
    // Where no tag ends any more none begins; looking for the end from each beginning would take for ever.
    let lastEnd = scalars.indices.dropLast().last { scalars[$0] == "?" && scalars[$0 + 1] == ">" } ?? -1
    var textStart = 0, i = 0
    while i + 1 < scalars.count {
        guard scalars[i] == "<", scalars[i + 1] == "?", i < lastEnd, let tag = tag(at: i, scalars) else {
            i += 1
            continue
        }
        if textStart < i { result.append(.text(textStart..<i)) }
        result.append(.tag(tag))
        i = tag.range.upperBound
        textStart = i
    }
    if textStart < scalars.count { result.append(.text(textStart..<scalars.count)) }
    return result
}

private func tag(at start: Int, _ scalars: [Unicode.Scalar]) -> Tag? {
    var i = start + 2
    while i < scalars.count, scalars[i].isSpace { i += 1 }
    let nameStart = i
    while i < scalars.count, isNamePart(scalars[i]) { i += 1 }
    guard let name = TagName(name: scalars[nameStart..<i]) else { return nil }
    guard i + 1 < scalars.count, scalars[i].isSpace || (scalars[i] == "?" && scalars[i + 1] == ">") else { return nil }
    var end = i
    while end + 1 < scalars.count, !(scalars[end] == "?" && scalars[end + 1] == ">") { end += 1 }
    guard end + 1 < scalars.count else { return nil }
    var code = i..<end
    while let first = code.first, scalars[first].isSpace { code.removeFirst() }
    while let last = code.last, scalars[last].isSpace { code.removeLast() }
    return Tag(name: name, range: start..<end + 2, code: code)
}

func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "_": true
    default: false
    }
}

func isNamePart(_ scalar: Unicode.Scalar) -> Bool { isNameStart(scalar) || ("0"..."9").contains(scalar) }
