/// Copies values with all lists, dictionaries and sets in them; what is shared stays shared.
struct ValueCopier {
    private let context: Context
    private var copies: [ObjectIdentifier: Value] = [:]
    private var depth = 0

    init(_ context: Context) { self.context = context }

    /// - Throws: `LimitError` for too many, `RecursionError` for what is nested too deeply.
    mutating func copy(_ value: Value) throws -> Value {
        switch value {
        case .list(let list):
            if let copy = copies[ObjectIdentifier(list)] { return copy }
            let copy = List([])
            try context.register(copy)
            copies[ObjectIdentifier(list)] = .list(copy)
            copy.items = try nested { copier in try list.items.map { try copier.copy($0) } }
            return .list(copy)
        case .dict(let dict):
            if let copy = copies[ObjectIdentifier(dict)] { return copy }
            let copy = try context.dict()
            copies[ObjectIdentifier(dict)] = .dict(copy)
            try nested { copier in
                for (key, value) in dict.pairs { copy[Key(unchecked: key)] = try copier.copy(value) }
            }
            return .dict(copy)
        case .set(let set):
            if let copy = copies[ObjectIdentifier(set)] { return copy }
            let copy = SetBox()
            try context.register(copy)
            copies[ObjectIdentifier(set)] = .set(copy)
            for item in set.items { copy.dict[Key(unchecked: item)] = Value.none }
            return .set(copy)
        default: return value
        }
    }

    private mutating func nested<T>(_ body: (inout Self) throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        if depth > 200 { throw UL4Error.recursion }
        return try body(&self)
    }
}
