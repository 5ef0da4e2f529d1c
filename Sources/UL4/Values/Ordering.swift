enum Order { case less, equal, greater, unordered }

extension Order {
    init<T: Comparable>(_ left: T, _ right: T) {
        self = left < right ? .less : left > right ? .greater : left == right ? .equal : .unordered
    }
}

/// How two numbers are ordered, or nil if one of the values is no number.
func compareNumbers(_ left: Value, _ right: Value) -> Order? {
    switch (left, right) {
    case (.int(let left), .int(let right)): return Order(left, right)
    case (.float(let left), .float(let right)): return Order(left, right)
    default:
        guard let left = left.number, let right = right.number else { return nil }
        switch (left, right) {
        case (.whole(let left), .whole(let right)): return Order(left, right)
        case (.float(let left), .float(let right)): return Order(left, right)
        case (.whole(let whole), .float(let float)): return compare(whole, float)
        case (.float(let float), .whole(let whole)):
            switch compare(whole, float) {
            case .less: return .greater
            case .greater: return .less
            case let same: return same
            }
        }
    }
}

private func compare(_ whole: BigInt, _ float: Double) -> Order {
    if float.isNaN { return .unordered }
    if float.isInfinite { return float > 0 ? .less : .greater }
    let cut = float.rounded(.towardZero)
    let order = Order(whole, BigInt(cut))
    return order == .equal ? Order(0, float - cut) : order
}

extension String {
    /// The order by code points, which is that of the bytes of UTF-8.
    func isBefore(_ other: String) -> Bool { withBytes { left in other.withBytes { left.lexicographicallyPrecedes($0) } } }
}

/// The order of two values, as `<` sees it.
/// - Throws: `TypeError` if the language does not order such values.
func compare(_ left: Value, _ right: Value, operation: String, _ context: Context, depth: Int = 0) throws -> Order {
    guard depth < 200 else { throw UL4Error.recursion }
    switch (left, right) {
    case (.string(let left), .string(let right)):
        try context.step(bytes: min(left.utf8.count, right.utf8.count))
        return left.isSame(as: right) ? .equal : left.isBefore(right) ? .less : .greater
    case (.date(let left), .date(let right)): return Order(left, right)
    case (.datetime(let left), .datetime(let right)): return Order(left, right)
    case (.timedelta(let left), .timedelta(let right)): return Order(left, right)
    case (.monthdelta(let left), .monthdelta(let right)): return Order(left, right)
    case (.color(let left), .color(let right)):
        return left == right ? .equal : left.channels.lexicographicallyPrecedes(right.channels) ? .less : .greater
    case (.list(let left), .list(let right)):
        for (a, b) in zip(left.items, right.items) where try !isEqual(a, b, context) {
            return try compare(a, b, operation: operation, context, depth: depth + 1)
        }
        return Order(left.items.count, right.items.count)
    case (.set(let left), .set(let right)):
        try context.step(left.dict.cost)
        let common = left.items.filter { right.dict[Key(unchecked: $0)] != nil }.count
        switch (common == left.dict.count, common == right.dict.count) {
        case (true, true): return .equal
        case (true, false): return .less
        case (false, true): return .greater
        case (false, false): return .unordered
        }
    default:
        if let order = compareNumbers(left, right) { return order }
        throw UL4Error.type("'\(operation)' not supported between instances of '\(left.className)' and '\(right.className)'")
    }
}
