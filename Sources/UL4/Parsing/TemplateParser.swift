/// Parses the source of a template into nodes.
struct TemplateParser {
    private let source: Source
    private var pieces: [Piece] = []
    private var position = 0
    private var nesting = 0

    /// The end of a block: which tag it was, if the source did not just end.
    private typealias Ending = Tag?

    private enum Block: String { case `for`, `while`, `if`, def, renderblock, renderblocks }

    static func parse(_ template: Template, signature: String?) throws {
        var parser = TemplateParser(source: template.source)
        let scope = Scope(template, parent: nil)
        do {
            if let signature {
                let source = Source(signature)
                template.signatureSource = source
                do {
                    var expressions = try ExpressionParser(source, 0..<source.scalars.count, scope: scope)
                    template.signature = try expressions.wholeSignature(inner: scope)
                } catch { throw located(error, 0..<source.scalars.count, template, in: source) }
            }
            let segments = try parser.withoutComments(segments(of: template.source), template)
            try parser.applyDeclarations(segments, scope)
            parser.pieces = UL4.pieces(of: lines(of: segments, in: template.source), whitespace: template.whitespace)
            let (content, ending) = try parser.content(scope, inLoop: false) { template.uses.append(scope.takeUses()) }
            if let ending { throw parser.located(parser.unmatched(ending, nil), ending.range, template) }
            parser.finish(template, content)
        } catch let error as UL4Error where error.wantsLocation {
            throw parser.located(error, 0..<0, template)
        }
    }

    private init(source: Source) { self.source = source }

    private func located(_ error: any Error, _ range: Range<Int>, _ template: Template) -> any Error {
        TemplateParser.located(error, range, template, in: source)
    }

    private static func located(_ error: any Error, _ range: Range<Int>, _ template: Template, in source: Source) -> any Error {
        guard var error = error as? UL4Error, error.wantsLocation else { return error }
        error.locations.append(source.location(error.range ?? range, in: template))
        error.wantsLocation = false
        return error
    }

    private func finish(_ template: Template, _ content: [Node]) {
        template.content = content
        // Calling a template needs some stack by itself.
        template.weight = 12 + (content.map(\.depth).max() ?? 0)
    }

    // MARK: before the lines

    /// Takes out `<?note?>` and `<?ignore?>` with all that they hold, and makes one tag of each `<?doc?>` block.
    private func withoutComments(_ segments: [Segment], _ template: Template) throws -> [Segment] {
        var result: [Segment] = []
        var i = 0
        while i < segments.count {
            defer { i += 1 }
            guard case .tag(let tag) = segments[i], [.note, .doc, .ignore].contains(tag.name) else {
                result.append(segments[i])
                continue
            }
            var text = tag.code
            if tag.name == .ignore || tag.code.isEmpty {
                guard let end = closing(tag.name, segments, from: i) else {
                    throw located(UL4Error.block("<?\(tag.name.rawValue)?> block unclosed"), tag.range, template)
                }
                if case .tag(let last) = segments[end] { text = tag.range.upperBound..<last.range.lowerBound }
                i = end
            }
            if tag.name == .doc { result.append(.tag(Tag(name: .doc, range: tag.range, code: text))) }
        }
        return result
    }

    /// The `<?end?>` tag that belongs to a block of comment; blocks of the same kind nest.
    private func closing(_ name: TagName, _ segments: [Segment], from start: Int) -> Int? {
        var level = 0
        for i in start..<segments.count {
            guard case .tag(let tag) = segments[i] else { continue }
            if tag.name == name, name == .ignore || tag.code.isEmpty { level += 1 }
            if tag.name == .end, source.slice(tag.code) == name.rawValue { level -= 1 }
            if level == 0 { return i }
        }
        return nil
    }

    /// `<?whitespace?>` and `<?ul4?>` are about the whole template, wherever they stand.
    private func applyDeclarations(_ segments: [Segment], _ scope: Scope) throws {
        let template = scope.template
        for case .tag(let tag) in segments {
            switch tag.name {
            case .whitespace:
                let mode = source.slice(tag.code)
                guard let whitespace = Whitespace(rawValue: mode) else {
                    throw located(UL4Error.value("whitespace mode \(pythonRepr(of: mode)) unknown"), tag.range, template)
                }
                template.whitespace = whitespace
            case .ul4:
                if tag.code.isEmpty { throw located(UL4Error.value("declaration required"), 0..<0, template) }
                do {
                    var parser = try ExpressionParser(source, tag.code, scope: scope)
                    let (name, signature) = try parser.definition(inner: scope)
                    template.name = name
                    (template.signature, template.signatureSource) = (signature, source)
                } catch { throw located(error, tag.range, template) }
            default: break
            }
        }
    }

    // MARK: blocks

    /// Parses until a tag that ends the block, or to the end of the source.
    /// - Parameter each: called for each node.
    private mutating func content(_ scope: Scope, inLoop: Bool, each: () -> Void = {}) throws -> ([Node], Ending) {
        nesting += 1
        defer { nesting -= 1 }
        var nodes: [Node] = []
        while position < pieces.count {
            let count = nodes.count
            defer {
                position += 1
                if nodes.count > count { each() }
            }
            switch pieces[position] {
            case .indent(let text): nodes.append(IndentNode(text))
            case .text(let text):
                if let last = nodes.last as? TextNode { last.append(text) } else { nodes.append(TextNode(text)) }
            case .tag(let tag, let indent):
                if tag.name.closesBlock { return (nodes, tag) }
                do {
                    if nesting > 50 { throw UL4Error("RecursionError", "blocks are nested too deeply") }
                    if let node = try node(for: tag, indent, scope, inLoop: inLoop) {
                        if node.depth > Limits.nesting { throw UL4Error("RecursionError", "code is nested too deeply") }
                        nodes.append(node)
                    }
                } catch { throw located(error, tag.range, scope.template) }
            }
        }
        return (nodes, nil)
    }

    private func expressions(_ tag: Tag, _ scope: Scope, _ missing: String) throws -> ExpressionParser {
        if tag.code.isEmpty { throw UL4Error.value("\(missing) required") }
        return try ExpressionParser(source, tag.code, scope: scope)
    }

    private mutating func node(for tag: Tag, _ indent: String, _ scope: Scope, inLoop: Bool) throws -> Node? {
        switch tag.name {
        case .print, .printx:
            var parser = try expressions(tag, scope, "expression")
            return PrintNode(tag.range, try parser.wholeExpression(), escapes: tag.name == .printx)
        case .return:
            var parser = try expressions(tag, scope, "expression")
            return ReturnNode(tag.range, try parser.wholeExpression())
        case .code:
            var parser = try expressions(tag, scope, "statement")
            return try parser.statement(tag.range)
        case .break, .continue:
            guard inLoop else { throw UL4Error.block("<?\(tag.name.rawValue)?> outside of <?for?> loop") }
            return JumpNode(tag.range, tag.name == .break ? .leaveLoop : .nextRound)
        case .for:
            var parser = try expressions(tag, scope, "loop expression")
            let (target, source) = try parser.loop()
            return ForNode(tag.range, target, source, try body(.for, tag, scope, inLoop: true))
        case .while:
            var parser = try expressions(tag, scope, "expression")
            let condition = try parser.wholeExpression()
            return WhileNode(tag.range, condition, try body(.while, tag, scope, inLoop: true))
        case .if: return try conditional(tag, scope, inLoop: inLoop)
        case .def: return try definition(tag, scope)
        case .render, .renderx, .renderOrPrint, .renderOrPrintx, .renderxOrPrint, .renderxOrPrintx:
            let escapes = [.renderx, .renderxOrPrint, .renderxOrPrintx].contains(tag.name)
            let printsEscaped: Bool? =
                switch tag.name {
                case .render, .renderx: nil
                case .renderOrPrint, .renderxOrPrint: false
                default: true
                }
            return RenderNode(tag.range, try renderCall(tag, scope), escapes: escapes, printsEscaped: printsEscaped, indent: indent)
        case .renderblock: return try renderBlock(tag, indent, scope)
        case .renderblocks:
            let call = try renderCall(tag, scope)
            scope.open(takesAll: true)
            let content: [Node]
            do { content = try body(.renderblocks, tag, scope, inLoop: false) } catch {
                scope.close()
                throw error
            }
            return RenderBlocksNode(tag.range, call, content: content, variables: scope.close(), indent: indent)
        case .doc:
            if scope.template.doc == nil { scope.template.doc = source.slice(tag.code) }
            return nil
        case .whitespace, .ul4, .note, .ignore, .end, .elif, .else: return nil
        }
    }

    private func renderCall(_ tag: Tag, _ scope: Scope) throws -> CallNode {
        var parser = try expressions(tag, scope, "render call")
        guard let call = try parser.wholeExpression() as? CallNode else { throw UL4Error.type("render call required") }
        return call
    }

    /// The content of a block that ends with `<?end?>`.
    private mutating func body(_ block: Block, _ tag: Tag, _ scope: Scope, inLoop: Bool) throws -> [Node] {
        position += 1
        let (nodes, ending) = try content(scope, inLoop: inLoop)
        try close(block, tag, ending, scope)
        return nodes
    }

    /// - Throws: `BlockError` if the end is not the end of this block.
    private mutating func close(_ block: Block, _ tag: Tag, _ ending: Ending, _ scope: Scope) throws {
        guard let ending else { throw located(UL4Error.block("block unclosed"), tag.range, scope.template) }
        let name = source.slice(ending.code)
        guard ending.name == .end, name.isEmpty || name == block.rawValue else {
            throw located(unmatched(ending, block), ending.range, scope.template)
        }
        // The caller of this one goes on behind the tag.
        position -= 1
    }

    private func unmatched(_ ending: Tag, _ block: Block?) -> UL4Error {
        if ending.name != .end { return UL4Error.block("<?\(ending.name.rawValue)?> doesn't match any <?if?>") }
        let name = source.slice(ending.code)
        return UL4Error.block(block == nil ? "not in any block" : "<?end \(name)?> doesn't match any <?\(name)?>")
    }

    private mutating func conditional(_ tag: Tag, _ scope: Scope, inLoop: Bool) throws -> Node {
        var branches: [(condition: Node?, content: [Node])] = []
        var current = tag
        while true {
            var condition: Node?
            if current.name != .else {
                do {
                    var parser = try expressions(current, scope, "expression")
                    condition = try parser.wholeExpression()
                } catch { throw located(error, current.range, scope.template) }
            }
            position += 1
            let (nodes, ending) = try content(scope, inLoop: inLoop)
            branches.append((condition, nodes))
            guard let ending, ending.name != .end else {
                try close(.if, tag, ending, scope)
                return IfNode(tag.range, branches)
            }
            if current.name == .else { throw located(UL4Error.block("<?else?> already seen in <?if?>"), ending.range, scope.template) }
            position -= 1
            current = ending
        }
    }

    private mutating func definition(_ tag: Tag, _ scope: Scope) throws -> Node {
        let template = Template(source: source, name: nil, whitespace: scope.template.whitespace, parent: scope.template)
        let inner = Scope(template, parent: scope)
        var parser = try expressions(tag, scope, "definition")
        let (name, signature) = try parser.definition(inner: inner)
        template.name = name
        template.signature = signature
        template.range = tag.range
        // The template knows its own name.
        let slot = name.map { scope.assign($0) }
        let content = try body(.def, tag, inner, inLoop: false)
        if case .tag(let end, _) = pieces[position] { template.range = tag.range.lowerBound..<end.range.upperBound }
        finish(template, content)
        return DefinitionNode(tag.range, template, slot: slot)
    }

    private mutating func renderBlock(_ tag: Tag, _ indent: String, _ scope: Scope) throws -> Node {
        let call = try renderCall(tag, scope)
        let template = Template(source: source, name: "content", whitespace: scope.template.whitespace, parent: scope.template)
        template.range = tag.range.upperBound..<tag.range.upperBound
        let content = try body(.renderblock, tag, Scope(template, parent: scope), inLoop: false)
        if case .tag(let end, _) = pieces[position] { template.range = tag.range.upperBound..<end.range.lowerBound }
        finish(template, content)
        return RenderBlockNode(tag.range, call, content: DefinitionNode(tag.range, template, slot: nil), indent: indent)
    }
}
