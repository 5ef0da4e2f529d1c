/// A value as the key of a dictionary or the member of a set: `1`, `1.0` and `True` are the same key.
struct Key: Hashable {
    let value: Value

    /// A key from a value known to be hashable.
    init(unchecked value: Value) { self.value = value }

    /// - Throws: `TypeError` for lists, dictionaries and sets, which can change.
    init(_ value: Value) throws {
        switch value {
        case .list, .dict, .set:
            throw UL4Error.type("unhashable type: '\(value.className)'")
        default:
            self.value = value
        }
    }

    static func == (left: Key, right: Key) -> Bool {
        var budget = 100_000
        return isEqual(left.value, right.value, budget: &budget)
    }

    func hash(into hasher: inout Hasher) {
        switch value {
        case .none: hasher.combine(0x6E6F6E65)
        case .bool(let value): hasher.combine(value ? 1 : 0)
        case .int(let value): hasher.combine(value)
        case .big(let value): hasher.combine(value)
        case .float(let value):
            if let whole = Int(exactly: value) { hasher.combine(whole) } else { hasher.combine(value) }
        case .string(let value): value.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .date(let value): hasher.combine(value)
        case .datetime(let value): hasher.combine(value)
        case .timedelta(let value): hasher.combine(value)
        case .monthdelta(let value): hasher.combine(value)
        default: hasher.combine(1)
        }
    }
}
