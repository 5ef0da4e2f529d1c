/// What comprehensions and generator expressions share: `for target in source if condition`.
struct ComprehensionLoop {
    let target: any Target
    let source: Node
    let condition: Node?

    /// Calls `body` for each item that fulfils the condition.
    func forEach(_ frame: Frame, _ node: Node, _ body: () throws -> Void) throws {
        let iterator: ValueIterator
        do {
            iterator = try iterate(try source.eval(frame), frame.context)
            while let item = try iterator.next(frame.context) {
                try target.set(item, frame)
                if let condition, try !condition.eval(frame).isTrue { continue }
                try body()
            }
        } catch { throw node.located(error, frame) }
    }

    var nodes: [Node?] { [target, source, condition] }
}

/// `[x for …]`, `{x for …}`
final class SequenceComprehensionNode: Node {
    let item: Node
    let loop: ComprehensionLoop
    let isSet: Bool

    init(_ range: Range<Int>, _ item: Node, _ loop: ComprehensionLoop, isSet: Bool) {
        (self.item, self.loop, self.isSet) = (item, loop, isSet)
        super.init(range, inside: loop.nodes + [item])
    }

    override func eval(_ frame: Frame) throws -> Value {
        var values: [Value] = []
        try loop.forEach(frame, self) {
            values.append(try item.eval(frame))
            if values.count > Limits.largestList { throw UL4Error.limit("list too long") }
        }
        do {
            return try isSet ? frame.context.set(values) : frame.context.list(values)
        } catch { throw located(error, frame) }
    }
}

/// `{key: value for …}`
final class DictComprehensionNode: Node {
    let key: Node, value: Node
    let loop: ComprehensionLoop

    init(_ range: Range<Int>, _ key: Node, _ value: Node, _ loop: ComprehensionLoop) {
        (self.key, self.value, self.loop) = (key, value, loop)
        super.init(range, inside: loop.nodes + [key, value])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let dict = try frame.context.dict()
        try loop.forEach(frame, self) {
            try frame.context.step(items: 1)
            let name = try Key(key.eval(frame), frame.context)
            dict[name] = try value.eval(frame)
        }
        return .dict(dict)
    }
}

/// `(x for …)`: gives its items when they are asked for.
final class GeneratorNode: Node {
    let item: Node
    let loop: ComprehensionLoop

    init(_ range: Range<Int>, _ item: Node, _ loop: ComprehensionLoop) {
        (self.item, self.loop) = (item, loop)
        super.init(range, inside: loop.nodes + [item])
    }

    override func eval(_ frame: Frame) throws -> Value {
        do {
            let source = try iterate(try loop.source.eval(frame), frame.context)
            try frame.keep()
            let weight = depth
            return .iterator(
                try ValueIterator(depth: source.depth + 1, context: frame.context) { [self] context in
                    try context.enter(weight)
                    defer { context.leave(weight) }
                    do {
                        while let value = try source.next(context) {
                            try loop.target.set(value, frame)
                            if let condition = loop.condition, try !condition.eval(frame).isTrue { continue }
                            return try item.eval(frame)
                        }
                        return nil
                    } catch { throw located(error, frame) }
                })
        } catch { throw located(error, frame) }
    }
}
