/// `object.name`
final class AttributeNode: Node {
    let object: Node
    let name: String
    /// The method of this name, which not every object has.
    let method: Method?

    init(_ range: Range<Int>, _ object: Node, _ name: String) {
        (self.object, self.name, method) = (object, name, Method(name: name))
        super.init(range, inside: [object])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let value = try object.eval(frame)
        if case .object(let host) = value { return host.attribute(name) ?? .undefined(Undefined(key: name)) }
        do {
            return try attribute(name, of: value) ?? .undefined(Undefined(key: name))
        } catch { throw located(error, frame) }
    }
}

/// `object[index]`
final class ItemNode: Node {
    let object: Node, index: Node

    init(_ range: Range<Int>, _ object: Node, _ index: Node) {
        (self.object, self.index) = (object, index)
        super.init(range, inside: [object, index])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let (container, position) = (try object.eval(frame), try index.eval(frame))
        do {
            if case .string(let text) = container { try frame.context.step(bytes: text.utf8.count) }
            return try item(position, of: container, frame.context)
        } catch { throw located(error, frame) }
    }
}

/// `object[start:stop]`
final class SliceNode: Node {
    let object: Node
    let start: Node?, stop: Node?

    init(_ range: Range<Int>, _ object: Node, _ start: Node?, _ stop: Node?) {
        (self.object, self.start, self.stop) = (object, start, stop)
        super.init(range, inside: [object, start, stop])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let container = try object.eval(frame)
        let (first, last) = (try start?.eval(frame) ?? .none, try stop?.eval(frame) ?? .none)
        do {
            switch container {
            case .string(let text):
                try frame.context.step(bytes: text.utf8.count)
                return try frame.context.text(text.slice(clip(try position(first), try position(last), count: text.scalarCount)))
            case .list(let list):
                let range = clip(try position(first), try position(last), count: list.items.count)
                try frame.context.step(range.count)
                return try frame.context.list(Array(list.items[range]))
            case .color(let color): return try frame.context.list(Array(color.items[clip(try position(first), try position(last), count: 4)]))
            case .dict, .set: throw UL4Error.type("unhashable type: 'slice'")
            default: throw notSubscriptable(container)
            }
        } catch { throw located(error, frame) }
    }
}

/// A position for slices: a whole number or nothing.
func position(_ value: Value) throws -> Int? {
    if case .none = value { return nil }
    guard let whole = value.whole else { throw UL4Error.type("slice indices must be integers or None or have an __index__ method") }
    return whole.small ?? (whole.isNegative ? Int.min / 2 : Int.max / 2)
}

private func notSubscriptable(_ value: Value) -> UL4Error {
    if case .undefined(let undefined) = value { return UL4Error.type("'\(undefined.className)' object is not subscriptable") }
    return UL4Error.type("'\(value.className)' object is not subscriptable")
}

/// `container[position]`
func item(_ position: Value, of container: Value, _ context: Context) throws -> Value {
    switch container {
    case .string(let text):
        guard let index = position.whole else { throw UL4Error.type("string indices must be integers, not '\(position.className)'") }
        let count = text.scalarCount
        guard let place = place(index, count: count) else { throw UL4Error.index("string index out of range") }
        return .string(text.scalar(at: place))
    case .list(let list):
        guard let index = position.whole else { throw UL4Error.type("list indices must be integers or slices, not \(position.className)") }
        guard let place = place(index, count: list.items.count) else { throw UL4Error.index("list index out of range") }
        return list.items[place]
    case .color(let color):
        guard let index = position.whole else { throw UL4Error.type("tuple indices must be integers or slices, not \(position.className)") }
        guard let place = place(index, count: 4) else { throw UL4Error.index("tuple index out of range") }
        return color.items[place]
    case .dict(let dict): return try dict[Key(position, context)] ?? .undefined(Undefined(key: reprOf(position)))
    default: throw notSubscriptable(container)
    }
}

/// A position that may count from the end; nil if it is out of range.
func place(_ index: BigInt, count: Int) -> Int? {
    guard let index = index.small else { return nil }
    let place = index < 0 ? index &+ count : index
    return place >= 0 && place < count ? place : nil
}

/// Something that a value can be assigned to.
protocol Target: Node {
    func set(_ value: Value, _ frame: Frame) throws
    /// The value before an operator like `+=` works on it.
    func current(_ frame: Frame) throws -> (Value, set: (Value) throws -> Void)
}

final class VariableTarget: Node, Target {
    let name: String
    let slot: Int
    /// Where the variable may be read.
    let places: VariableNode

    init(_ range: Range<Int>, name: String, slot: Int, places: VariableNode) {
        (self.name, self.slot, self.places) = (name, slot, places)
        super.init(range)
    }

    func set(_ value: Value, _ frame: Frame) throws { frame[slot] = value }

    func current(_ frame: Frame) throws -> (Value, set: (Value) throws -> Void) {
        let value = try places.eval(frame)
        if case .undefined = value { throw located(UL4Error("KeyError", pythonRepr(of: name)), frame) }
        return (value, { frame[self.slot] = $0 })
    }
}

extension AttributeNode: Target {
    func set(_ value: Value, _ frame: Frame) throws {
        do {
            try frame.context.step(items: 1)
            try setAttribute(name, of: try object.eval(frame), to: value)
        } catch { throw located(error, frame) }
    }

    func current(_ frame: Frame) throws -> (Value, set: (Value) throws -> Void) {
        let owner = try object.eval(frame)
        do {
            guard let value = try attributeForChange(name, of: owner) else { throw UL4Error.attribute(name) }
            return (value, { try setAttribute(self.name, of: owner, to: $0) })
        } catch { throw located(error, frame) }
    }
}

/// `d.name += …` works on the item of a dictionary even where a method has that name.
private func attributeForChange(_ name: String, of owner: Value) throws -> Value? {
    switch owner {
    case .dict(let dict): return dict[text: name]
    case .object(let object): return object.attribute(name)
    default: throw UL4Error.type("'\(owner.className)' object does not support item assignment")
    }
}

func setAttribute(_ name: String, of owner: Value, to value: Value) throws {
    switch owner {
    case .dict(let dict): dict[Key(unchecked: .string(name))] = value
    case .object(let object): try object.setAttribute(name, to: value)
    default: throw UL4Error.type("'\(owner.className)' object does not support item assignment")
    }
}

extension ItemNode: Target {
    func set(_ value: Value, _ frame: Frame) throws {
        let (container, position) = (try object.eval(frame), try index.eval(frame))
        do {
            try frame.context.step(items: 1)
            try setItem(position, of: container, to: value, frame.context)
        } catch { throw located(error, frame) }
    }

    func current(_ frame: Frame) throws -> (Value, set: (Value) throws -> Void) {
        let (container, position) = (try object.eval(frame), try index.eval(frame))
        do {
            let value = try item(position, of: container, frame.context)
            if case .dict = container, case .undefined = value { throw UL4Error("KeyError", try reprOf(position)) }
            return (value, { try setItem(position, of: container, to: $0, frame.context) })
        } catch { throw located(error, frame) }
    }
}

private func setItem(_ position: Value, of container: Value, to value: Value, _ context: Context) throws {
    switch container {
    case .list(let list):
        guard let index = position.whole else { throw UL4Error.type("list indices must be integers or slices, not \(position.className)") }
        guard let place = place(index, count: list.items.count) else { throw UL4Error.index("list assignment index out of range") }
        list.items[place] = value
    case .dict(let dict): dict[try Key(position, context)] = value
    default: throw UL4Error.type("'\(container.className)' object does not support item assignment")
    }
}

extension SliceNode: Target {
    func set(_ value: Value, _ frame: Frame) throws {
        let container = try object.eval(frame)
        let (first, last) = (try start?.eval(frame) ?? .none, try stop?.eval(frame) ?? .none)
        do {
            guard case .list(let list) = container else { throw UL4Error.type("'\(container.className)' object does not support item assignment") }
            let new = try items(of: value, frame.context)
            let range = clip(try position(first), try position(last), count: list.items.count)
            // What stands behind is moved.
            if range.count != new.count { try frame.context.step((list.items.count - range.upperBound) >> 4) }
            list.items.replaceSubrange(range, with: new)
            if list.items.count > Limits.largestList { throw UL4Error.limit("list too long") }
        } catch { throw located(error, frame) }
    }

    func current(_ frame: Frame) throws -> (Value, set: (Value) throws -> Void) {
        (try eval(frame), { try self.set($0, frame) })
    }
}

/// `(a, b)` on the left of an assignment or in a loop.
final class TupleTarget: Node, Target {
    let targets: [any Target]

    init(_ range: Range<Int>, _ targets: [any Target]) {
        self.targets = targets
        super.init(range, inside: targets)
    }

    func set(_ value: Value, _ frame: Frame) throws {
        let values = try items(of: value, frame.context)
        guard values.count == targets.count else {
            throw UL4Error.type("need \(targets.count) value\(targets.count == 1 ? "" : "s") to unpack")
        }
        for (target, value) in zip(targets, values) { try target.set(value, frame) }
    }

    func current(_ frame: Frame) throws -> (Value, set: (Value) throws -> Void) { throw UL4Error.type("cannot change several variables at once") }
}
