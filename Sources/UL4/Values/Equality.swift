/// Deep values are compared only so far: a list may hold itself.
private let deepest = 200

/// `left == right` of the template language, counted: lists may share their items so that there is no end of comparing them.
func isEqual(_ left: Value, _ right: Value, _ context: Context) throws -> Bool {
    var budget = context.budget
    let result = isEqual(left, right, budget: &budget)
    try context.step(context.budget - budget)
    if budget < 0 { throw UL4Error.limit("comparing takes too long") }
    return result
}

extension String {
    /// The UTF-8 of the string.
    @inline(__always)
    func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        var text = self
        return try text.withUTF8(body)
    }

    /// Equal by code points; `==` of Swift takes `é` and `e` with an accent for the same.
    func isSame(as other: String) -> Bool {
        utf8.count == other.utf8.count && withBytes { left in other.withBytes { left.elementsEqual($0) } }
    }
}

/// `left == right` of the template language, which compares all kinds of values.
/// - Parameter budget: how many items may be compared; below 0 the answer is not known.
func isEqual(_ left: Value, _ right: Value, depth: Int = 0, budget: inout Int) -> Bool {
    guard depth < deepest, budget >= 0 else { return false }
    switch (left, right) {
    case (.none, .none): return true
    case (.string(let left), .string(let right)):
        budget -= left.utf8.count >> 4
        return left.isSame(as: right)
    case (.int(let left), .int(let right)): return left == right
    case (.date(let left), .date(let right)): return left == right
    case (.datetime(let left), .datetime(let right)): return left == right
    case (.timedelta(let left), .timedelta(let right)): return left == right
    case (.monthdelta(let left), .monthdelta(let right)): return left == right
    case (.list(let left), .list(let right)):
        if left === right { return true }
        budget -= 1
        guard left.items.count == right.items.count else { return false }
        for (a, b) in zip(left.items, right.items) {
            budget -= 1
            guard isEqual(a, b, depth: depth + 1, budget: &budget) else { return false }
        }
        return true
    case (.dict(let left), .dict(let right)):
        if left === right { return true }
        guard left.count == right.count else { return false }
        budget -= left.cost
        for (key, value) in left.pairs {
            guard let other = right[Key(unchecked: key)], isEqual(value, other, depth: depth + 1, budget: &budget) else { return false }
        }
        return true
    case (.set(let left), .set(let right)):
        budget -= left.dict.cost
        return left.dict.count == right.dict.count && left.items.allSatisfy { right.dict[Key(unchecked: $0)] != nil }
    default:
        if let order = compareNumbers(left, right) { return order == .equal }
        return isIdentical(left, right)
    }
}

/// `left is right`.
func isIdentical(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.big(let left), .big(let right)): left == right
    case (.float(let left), .float(let right)): left == right
    case (.string(let left), .string(let right)): left.isSame(as: right)
    case (.date(let left), .date(let right)): left == right
    case (.datetime(let left), .datetime(let right)): left == right
    case (.timedelta(let left), .timedelta(let right)): left == right
    case (.monthdelta(let left), .monthdelta(let right)): left == right
    case (.color(let left), .color(let right)): left == right
    case (.undefined(let left), .undefined(let right)): left === right
    case (.list(let left), .list(let right)): left === right
    case (.dict(let left), .dict(let right)): left === right
    case (.set(let left), .set(let right)): left === right
    case (.iterator(let left), .iterator(let right)): left === right
    case (.template(let left), .template(let right)): left === right || (left.frame == nil && right.frame == nil && left.template === right.template)
    case (.signature(let left), .signature(let right)): left === right
    case (.function(let left), .function(let right)): left == right
    case (.method(let left), .method(let right)): left === right
    case (.type(let left), .type(let right)): left == right
    case (.module(let left), .module(let right)): left == right
    case (.getter(let left), .getter(let right)): left === right
    case (.object(let left), .object(let right)): left === right
    case (.hostFunction(let left), .hostFunction(let right)): left === right
    default: false
    }
}
