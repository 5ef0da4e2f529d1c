/// `<?render t(x=1)?>` and its relatives.
class RenderNode: Node {
    let call: CallNode
    /// Whether the output of a template is escaped.
    let escapes: Bool
    /// What is done with something that is no template: nil refuses it, else it is printed, escaped or not.
    let printsEscaped: Bool?
    let indent: [UInt8]

    init(_ range: Range<Int>, _ call: CallNode, escapes: Bool, printsEscaped: Bool?, indent: String, inside: [Node] = []) {
        (self.call, self.escapes, self.printsEscaped, self.indent) = (call, escapes, printsEscaped, Array(indent.utf8))
        super.init(range, inside: [call] + inside)
    }

    override func exec(_ frame: Frame) throws -> Flow {
        try render(try call.callee.eval(frame), try call.evalArguments(frame), frame)
        return .next
    }

    final func render(_ value: Value, _ arguments: Arguments, _ frame: Frame) throws {
        let context = frame.context
        do {
            guard case .template(let closure) = value else {
                guard let printsEscaped else {
                    if case .undefined(let undefined) = value { throw UL4Error.type("\(undefined.repr) can't be rendered") }
                    throw UL4Error.type("\(value.className) object can't be rendered")
                }
                context.output.append(context.indent)
                context.output.append(indent)
                try put(value, escapes: printsEscaped, context)
                return
            }
            let (outer, start) = (context.indent, context.output.count)
            if !indent.isEmpty { context.indent += indent }
            defer { if !indent.isEmpty { context.indent = outer } }
            try closure.run(arguments, context)
            if escapes {
                let text = Array(context.output.bytes[start...])
                context.output.truncate(to: start)
                appendEscaped(text, to: context.output)
            }
            try context.checkOutput()
        } catch { throw located(error, frame) }
    }
}

/// `<?renderblock t()?>…<?end renderblock?>`: the content is a template that `t` gets as `content`.
final class RenderBlockNode: RenderNode {
    let content: DefinitionNode

    init(_ range: Range<Int>, _ call: CallNode, content: DefinitionNode, indent: String) {
        self.content = content
        super.init(range, call, escapes: false, printsEscaped: nil, indent: indent, inside: [content])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let template = try call.callee.eval(frame)
        var arguments = try call.evalArguments(frame)
        do { try arguments.add("content", .template(try content.closure(frame))) } catch { throw located(error, frame) }
        try render(template, arguments, frame)
        return .next
    }
}

/// `<?renderblocks t()?>…<?end renderblocks?>`: the variables that the content sets are arguments for `t`.
final class RenderBlocksNode: RenderNode {
    let content: [Node]
    /// The variables of the block, in the order of their first assignment in the source.
    let variables: [(name: String, slot: Int)]

    init(_ range: Range<Int>, _ call: CallNode, content: [Node], variables: [(name: String, slot: Int)], indent: String) {
        (self.content, self.variables) = (content, variables)
        super.init(range, call, escapes: false, printsEscaped: nil, indent: indent, inside: content)
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let template = try call.callee.eval(frame)
        var arguments = try call.evalArguments(frame)
        for variable in variables { frame[variable.slot] = nil }
        let size = frame.context.output.count
        let flow = try runAll(content, frame)
        frame.context.output.truncate(to: size)
        if flow != .next { return flow }
        do {
            for variable in variables {
                if let value = frame[variable.slot] { try arguments.add(variable.name, value) }
            }
        } catch { throw located(error, frame) }
        try render(template, arguments, frame)
        return .next
    }
}
