/// Text that is put out as it is.
final class TextNode: Node {
    private(set) var bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
        super.init(0..<0)
    }

    func append(_ text: String) { bytes += text.utf8 }

    override func exec(_ frame: Frame) throws -> Flow {
        frame.context.output.append(bytes)
        // The output may be one that is dropped.
        if bytes.count > 64 { try frame.context.step(bytes: bytes.count) }
        try frame.context.checkOutput()
        return .next
    }
}

/// The white space at the start of a line.
final class IndentNode: Node {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
        super.init(0..<0)
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let context = frame.context
        if !context.indent.isEmpty { context.output.append(context.indent) }
        context.output.append(bytes)
        return .next
    }
}

/// `<?print x?>` and `<?printx x?>`
final class PrintNode: Node {
    let value: Node
    let escapes: Bool

    init(_ range: Range<Int>, _ value: Node, escapes: Bool) {
        (self.value, self.escapes) = (value, escapes)
        super.init(range, inside: [value])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        try put(try value.eval(frame), frame)
        return .next
    }

    private func put(_ value: Value, _ frame: Frame) throws {
        do { try put(value, escapes: escapes, frame.context) } catch { throw located(error, frame) }
    }
}

extension Node {
    /// Puts out the text of a value.
    final func put(_ value: Value, escapes: Bool, _ context: Context) throws {
        switch value {
        case .none, .undefined: return
        case .string(let text):
            try context.step(bytes: text.utf8.count)
            if escapes { appendEscaped(text, to: context.output) } else { context.output.append(text) }
        case .int(let number): appendDigits(number, to: context.output)
        case .datetime(let time): time.append(to: context.output)
        default:
            let text = try textOf(value)
            try context.step(written: text)
            if escapes { appendEscaped(text, to: context.output) } else { context.output.append(text) }
        }
        try context.checkOutput()
    }
}

/// `<?code x?>`: an expression for what it does.
final class ExpressionNode: Node {
    let value: Node

    init(_ range: Range<Int>, _ value: Node) {
        self.value = value
        super.init(range, inside: [value])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        _ = try value.eval(frame)
        return .next
    }
}

/// `<?code x = y?>`
final class AssignmentNode: Node {
    let target: any Target
    let value: Node

    init(_ range: Range<Int>, _ target: any Target, _ value: Node) {
        (self.target, self.value) = (target, value)
        super.init(range, inside: [target, value])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let value = try value.eval(frame)
        do { try target.set(value, frame) } catch { throw located(error, frame) }
        return .next
    }
}

/// `<?code x += y?>`
final class ChangeNode: Node {
    let target: any Target
    let op: ArithmeticOperator
    let value: Node

    init(_ range: Range<Int>, _ target: any Target, _ op: ArithmeticOperator, _ value: Node) {
        (self.target, self.op, self.value) = (target, op, value)
        super.init(range, inside: [target, value])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        let change = try value.eval(frame)
        do {
            let (old, set) = try target.current(frame)
            try set(try changeInPlace(old, change, frame.context) ? old : combine(op, old, change, frame.context))
        } catch { throw located(error, frame) }
        return .next
    }

    /// Lists, dictionaries and sets are changed themselves, for all who hold them.
    private func changeInPlace(_ old: Value, _ change: Value, _ context: Context) throws -> Bool {
        switch (op, old, change) {
        case (.add, .list(let list), _):
            list.items += try items(of: change, context)
            if list.items.count > Limits.largestList { throw UL4Error.limit("list too long") }
        case (.multiply, .list(let list), _):
            guard case .list(let product) = try combine(op, old, change, context) else { return false }
            list.items = product.items
        case (.or, .dict(let dict), .dict): try update(dict, from: change, context)
        case (.or, .set(let set), .set(let other)):
            try context.step(items: other.dict.cost)
            for item in other.items { set.dict[Key(unchecked: item)] = Value.none }
        case (.and, .set(let set), .set(let other)):
            try context.step(set.dict.cost)
            for item in set.items where other.dict[Key(unchecked: item)] == nil { set.dict.remove(Key(unchecked: item)) }
        case (.subtract, .set(let set), .set(let other)):
            try context.step(other.dict.cost)
            for item in other.items { set.dict.remove(Key(unchecked: item)) }
        default: return false
        }
        return true
    }
}

/// `<?return x?>`
final class ReturnNode: Node {
    let value: Node

    init(_ range: Range<Int>, _ value: Node) {
        self.value = value
        super.init(range, inside: [value])
    }

    override func exec(_ frame: Frame) throws -> Flow {
        frame.returned = try value.eval(frame)
        return .leaveTemplate
    }
}

/// `<?break?>` and `<?continue?>`
final class JumpNode: Node {
    let flow: Flow

    init(_ range: Range<Int>, _ flow: Flow) {
        self.flow = flow
        super.init(range)
    }

    override func exec(_ frame: Frame) throws -> Flow { flow }
}
