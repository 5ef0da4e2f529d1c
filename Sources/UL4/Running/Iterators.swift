/// Something that gives values one after the other, once.
public final class ValueIterator: Emptied {
    private var produce: ((Context) throws -> Value?)?
    /// How many items there are, for iterators that know.
    let count: Int?
    /// How many iterators stand behind this one.
    let depth: Int

    /// - Throws: `RecursionError` if too many iterators are put behind each other.
    init(depth: Int = 0, count: Int? = nil, context: Context, _ produce: @escaping (Context) throws -> Value?) throws {
        guard depth < 50 else { throw UL4Error.recursion }
        self.depth = depth
        self.count = count
        self.produce = produce
        try context.register(self)
    }

    func next(_ context: Context) throws -> Value? {
        guard let produce else { return nil }
        try context.step()
        // Each iterator asks the one behind it: that needs stack.
        try context.enter(12)
        defer { context.leave(12) }
        return try produce(context)
    }

    func empty() { produce = nil }
}

/// An iterator over the items of a value.
/// - Throws: `TypeError` if the value has none.
func iterate(_ value: Value, _ context: Context) throws -> ValueIterator {
    switch value {
    case .iterator(let iterator): return iterator
    case .list(let list):
        var i = 0
        return try ValueIterator(context: context) { _ in
            guard i < list.items.count else { return nil }
            defer { i += 1 }
            return list.items[i]
        }
    case .string(let text):
        var scalars = text.unicodeScalars.makeIterator()
        return try ValueIterator(context: context) { _ in scalars.next().map { .string(String($0)) } }
    case .dict(let dict): return try iterate(dict, "dictionary", context)
    case .set(let set): return try iterate(set.dict, "Set", context)
    default:
        var items = try items(of: value, context).makeIterator()
        return try ValueIterator(context: context) { _ in items.next() }
    }
}

/// - Throws: `RuntimeError`, when it is asked for the next key, if there are more or less than at the beginning.
private func iterate(_ dict: Dict, _ kind: String, _ context: Context) throws -> ValueIterator {
    let count = dict.count
    try context.step(count)
    var keys = dict.keys.makeIterator()
    return try ValueIterator(context: context) { _ in
        guard dict.count == count else { throw UL4Error("RuntimeError", "\(kind) changed size during iteration") }
        return keys.next()
    }
}

/// All items of a value.
/// - Throws: `TypeError` if the value has none.
func items(of value: Value, _ context: Context) throws -> [Value] {
    switch value {
    case .list(let list):
        try context.step(list.items.count)
        return list.items
    case .string(let text):
        if text.utf8.count > Limits.largestList { throw UL4Error.limit("list too long") }
        try context.step(text.utf8.count)
        return text.unicodeScalars.map { .string(String($0)) }
    case .dict(let dict):
        try context.step(dict.count)
        return dict.keys
    case .set(let set):
        try context.step(set.dict.count)
        return set.items
    case .color(let color): return color.items
    case .iterator(let iterator):
        var items: [Value] = []
        while let item = try iterator.next(context) {
            items.append(item)
            if items.count > Limits.largestList { throw UL4Error.limit("list too long") }
        }
        return items
    case .undefined(let undefined): throw UL4Error.type("\(undefined.repr) is not iterable")
    default: throw UL4Error.type("'\(value.className)' object is not iterable")
    }
}
