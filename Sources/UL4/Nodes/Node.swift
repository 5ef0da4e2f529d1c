/// How the run of a node ended.
enum Flow { case next, leaveLoop, nextRound, leaveTemplate }

/// A part of the code of a template: an expression, which has a value, or a tag or text, which is executed.
class Node {
    let range: Range<Int>
    /// How deeply nodes are nested in this one.
    let depth: Int

    init(_ range: Range<Int>, inside: [Node?] = []) {
        self.range = range
        depth = 1 + (inside.lazy.compactMap { $0?.depth }.max() ?? 0)
    }

    /// The value of an expression.
    func eval(_ frame: Frame) throws -> Value { .none }

    /// Executes a tag or a text.
    func exec(_ frame: Frame) throws -> Flow { .next }

    /// Adds the place of this node to an error that has none yet.
    final func located(_ error: any Error, _ frame: Frame) -> any Error {
        var error = error as? UL4Error ?? UL4Error.host("\(error)")
        if error.wantsLocation {
            error.locations.append(frame.template.source.location(range, in: frame.template))
            error.wantsLocation = false
        }
        return error
    }
}

/// Executes nodes until one of them ends the run of a loop or a template.
@inline(__always)
func runAll(_ nodes: some Sequence<Node>, _ frame: Frame) throws -> Flow {
    for node in nodes {
        let flow = try node.exec(frame)
        if flow != .next { return flow }
    }
    return .next
}

final class ConstantNode: Node {
    let value: Value

    init(_ range: Range<Int>, _ value: Value) {
        self.value = value
        super.init(range)
    }

    override func eval(_ frame: Frame) throws -> Value { value }
}

/// A variable: of this template, of the templates around it, global, or a part of the language.
final class VariableNode: Node {
    /// Where the variable may be: so many templates further out, in this slot.
    let places: [(up: Int, slot: Int)]
    private let nearest: Int
    let name: String
    let builtin: Value?

    init(_ range: Range<Int>, name: String, places: [(up: Int, slot: Int)]) {
        self.name = name
        self.places = places
        nearest = places[0].slot
        builtin = builtinValue(name)
        super.init(range)
    }

    override func eval(_ frame: Frame) throws -> Value {
        if let value = frame[nearest] { return value }
        for place in places.dropFirst() {
            var owner = frame
            for _ in 0..<place.up { owner = owner.parent.unsafelyUnwrapped }
            if let value = owner[place.slot] { return value }
        }
        if let value = frame.context.globals[name] { return value }
        if let builtin {
            if case .function(.missing) = builtin { throw located(UL4Error.missing("'\(name)' is"), frame) }
            return builtin
        }
        return .undefined(Undefined(variable: name))
    }
}

/// `[a, *b]`, `{a, *b}`
final class SequenceNode: Node {
    let items: [(node: Node, unpacks: Bool)]
    let isSet: Bool

    init(_ range: Range<Int>, _ items: [(node: Node, unpacks: Bool)], isSet: Bool) {
        self.items = items
        self.isSet = isSet
        super.init(range, inside: items.map(\.node))
    }

    override func eval(_ frame: Frame) throws -> Value {
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for (node, unpacks) in items {
            let value = try node.eval(frame)
            do {
                if unpacks { values += try UL4.items(of: value, frame.context) } else { values.append(value) }
            } catch { throw node.located(error, frame) }
        }
        do {
            return try isSet ? frame.context.set(values) : frame.context.list(values)
        } catch { throw located(error, frame) }
    }
}

/// `{a: b, **c}`
final class DictNode: Node {
    /// Without a key the value is unpacked.
    let items: [(key: Node?, value: Node)]

    init(_ range: Range<Int>, _ items: [(key: Node?, value: Node)]) {
        self.items = items
        super.init(range, inside: items.flatMap { [$0.key, $0.value] })
    }

    override func eval(_ frame: Frame) throws -> Value {
        do {
            let dict = try frame.context.dict()
            for (key, node) in items {
                guard let key else {
                    try update(dict, from: try node.eval(frame), frame.context)
                    continue
                }
                let name = try Key(key.eval(frame), frame.context)
                dict[name] = try node.eval(frame)
            }
            return .dict(dict)
        } catch { throw located(error, frame) }
    }
}

/// Copies the items of a dictionary, or pairs of keys and values, into a dictionary.
func update(_ dict: Dict, from value: Value, _ context: Context) throws {
    if case .dict(let other) = value {
        try context.step(items: other.cost)
        for (key, value) in other.pairs { dict[Key(unchecked: key)] = value }
        return
    }
    for item in try items(of: value, context) {
        let pair = try items(of: item, context)
        try context.step(items: 1)
        guard pair.count == 2 else { throw UL4Error.value("dictionary update sequence element has length \(pair.count); 2 is required") }
        dict[try Key(pair[0], context)] = pair[1]
    }
}
