/// A value as the key of a dictionary or the member of a set: `1`, `1.0` and `True` are the same key.
struct Key: Hashable {
    let value: Value
    /// The hash of the first item of a list, which a pair of `dict.items()` is. It is kept because somebody may change the list:
    /// the hash of a key must stay what it is.
    private let first: Int

    /// A key from a value known to be hashable.
    init(unchecked value: Value) {
        self.value = value
        switch value {
        case .list(let list):
            if let item = list.items.first, !item.isContainer { first = Key(unchecked: item).hashValue } else { first = 0 }
        default: first = 0
        }
    }

    /// - Throws: `TypeError` for lists, dictionaries and sets, which can change.
    init(_ value: Value) throws {
        if value.isContainer { throw UL4Error.type("unhashable type: '\(value.className)'") }
        self.value = value
        first = 0
    }

    /// A key that a template uses, which pays for its size.
    /// - Throws: `TypeError` for lists, dictionaries and sets, which can change.
    init(_ value: Value, _ context: Context) throws {
        try self.init(value)
        try context.step(weight)
    }

    /// The steps that hashing the key costs besides those of every key.
    var weight: Int {
        switch value {
        case .string(let text): text.utf8.count >> 4
        case .big(let number): number.digits.count >> 2
        default: 0
        }
    }

    static func == (left: Key, right: Key) -> Bool {
        // What is no number is one key, else each would be looked for among all others.
        if case .float(let a) = left.value, case .float(let b) = right.value, a.isNaN, b.isNaN { return true }
        guard left.first == right.first else { return false }
        var budget = 100_000
        return isEqual(left.value, right.value, budget: &budget)
    }

    /// Equal numbers of all types have the same hash.
    func hash(into hasher: inout Hasher) {
        switch value {
        case .none: hasher.combine(0x6E6F6E65)
        case .bool(let value): hasher.combine(value ? 1 : 0)
        case .int(let value): hasher.combine(value)
        case .big(let value): hasher.combine(value)
        case .float(let value):
            if let whole = Int(exactly: value) { hasher.combine(whole) } else { hasher.combine(value.isNaN ? .nan : value) }
        case .string(let value): value.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .date(let value): hasher.combine(value)
        case .datetime(let value): hasher.combine(value)
        case .timedelta(let value): hasher.combine(value)
        case .monthdelta(let value): hasher.combine(value)
        case .color(let value): hasher.combine(value)
        case .list: hasher.combine(first)
        case .undefined(let value): hasher.combine(ObjectIdentifier(value))
        case .iterator(let value): hasher.combine(ObjectIdentifier(value))
        case .template(let value): hasher.combine(ObjectIdentifier(value.template))
        case .signature(let value): hasher.combine(ObjectIdentifier(value))
        case .method(let value): hasher.combine(ObjectIdentifier(value))
        case .getter(let value): hasher.combine(ObjectIdentifier(value))
        case .object(let value): hasher.combine(ObjectIdentifier(value))
        case .hostFunction(let value): hasher.combine(ObjectIdentifier(value))
        default: hasher.combine(1)
        }
    }
}

extension Value {
    /// Whether the value holds others and can change, so that it is no key.
    fileprivate var isContainer: Bool {
        switch self {
        case .list, .dict, .set: true
        default: false
        }
    }
}
