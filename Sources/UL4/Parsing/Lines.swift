/// What templates do with line feeds and indentation.
public enum Whitespace: String, Sendable {
    /// Text is put out as it is.
    case keep
    /// Line feeds and the indentation that follows them are dropped.
    case strip
    /// Lines that hold nothing but one tag leave nothing behind, blocks add no indentation, templates are indented like the tag that renders them.
    case smart
}

/// A piece of a template in the order of its source.
enum Piece {
    /// The white space that a line begins with; templates that are rendered with an indentation put that before it.
    case indent(String)
    case text(String)
    /// A tag; a rendering tag has the indentation of its line.
    case tag(Tag, indent: String)

    /// Whether it tells something about the template and leaves no trace in its content.
    var isDeclaration: Bool {
        if case .tag(let tag, _) = self { return [.doc, .ul4, .whitespace].contains(tag.name) }
        return false
    }
}

/// A line of the source: its indentation, what stands on it, and its end.
struct Line {
    enum Item {
        case text(String)
        case tag(Tag)
    }

    var indent: String?
    var items: [Item] = []
    var end = ""

    /// The tag that stands alone on the line.
    var onlyTag: Tag? {
        if items.count == 1, case .tag(let tag) = items[0] { return tag }
        return nil
    }
}

/// Texts and tags as lines.
func lines(of segments: [Segment], in source: Source) -> [Line] {
    var result: [Line] = []
    var line = Line()
    for segment in segments {
        switch segment {
        case .tag(let tag):
            line.indent = line.indent ?? ""
            line.items.append(.tag(tag))
        case .text(let range):
            var rest = range
            while !rest.isEmpty {
                let stop = source.scalars[rest].firstIndex(of: "\n") ?? rest.upperBound
                var body = rest.lowerBound..<stop
                let next = min(stop + 1, rest.upperBound)
                if stop < rest.upperBound, let last = body.last, source.scalars[last] == "\r" { body.removeLast() }
                let end = body.upperBound..<next
                if line.indent == nil {
                    let start = body.first { !source.scalars[$0].isSpace } ?? body.upperBound
                    line.indent = source.slice(body.lowerBound..<start)
                    body = start..<body.upperBound
                }
                if !body.isEmpty { line.items.append(.text(source.slice(body))) }
                if stop < rest.upperBound {
                    line.end = source.slice(end)
                    result.append(line)
                    line = Line()
                }
                rest = next..<rest.upperBound
            }
        }
    }
    if line.indent != nil { result.append(line) }
    return result
}

/// The pieces of a template after its white space was dealt with.
func pieces(of lines: [Line], whitespace: Whitespace) -> [Piece] {
    let lines = whitespace == .smart ? smartened(lines) : lines
    var result: [Piece] = []
    for (number, line) in lines.enumerated() {
        var indent = line.indent
        var end = line.end
        switch whitespace {
        case .keep: break
        case .strip:
            if number > 0 { indent = nil }
            end = ""
        case .smart:
            if let tag = line.onlyTag, !tag.name.isPrint {
                if !tag.name.isRender { indent = nil }
                end = ""
            } else if line.items.isEmpty, !line.end.isEmpty {
                indent = ""
            }
        }
        if let indent { result.append(.indent(indent)) }
        for item in line.items {
            switch item {
            case .text(let text): result.append(.text(text))
            case .tag(let tag):
                // A tag that renders a template puts the indentation of its line before all lines of that template.
                if tag.name.isRender || tag.name.isRenderBlock, let place = result.lastIndex(where: { !$0.isDeclaration }),
                    case .indent(let indent) = result[place]
                {
                    result.remove(at: place)
                    result.append(.tag(tag, indent: indent))
                } else {
                    result.append(.tag(tag, indent: ""))
                }
            }
        }
        if !end.isEmpty { result.append(.text(end)) }
    }
    return result
}

/// Takes back the indentation that blocks add to the lines within them.
private func smartened(_ lines: [Line]) -> [Line] {
    var lines = lines
    var open: [(indent: String, first: Int)] = []
    func dedent(_ block: (indent: String, first: Int), until end: Int) {
        let inner = (block.first..<max(end, block.first)).filter { !lines[$0].items.isEmpty }
        guard var common = inner.first.map({ Array((lines[$0].indent ?? "").unicodeScalars) }) else { return }
        for i in inner {
            let indent = Array((lines[i].indent ?? "").unicodeScalars)
            common = zip(common, indent).prefix { $0 == $1 }.map(\.0)
        }
        let outer = block.indent.unicodeScalars.count
        guard common.count > outer else { return }
        // White space alone at the end of the source has no say, but is cut too.
        for i in block.first..<end {
            let indent = Array((lines[i].indent ?? "").unicodeScalars)
            lines[i].indent = String(indent.prefix(outer) + indent.dropFirst(common.count))
        }
    }
    for (number, line) in lines.enumerated() {
        guard let tag = line.onlyTag else { continue }
        if tag.name.closesBlock, let block = open.popLast() { dedent(block, until: number) }
        if tag.name.opensBlock { open.append((line.indent ?? "", number + 1)) }
    }
    while let block = open.popLast() { dedent(block, until: lines.count) }
    return lines
}
