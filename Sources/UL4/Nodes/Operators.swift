enum ComparisonOperator: String {
    case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case contains = "in", containsNot = "not in", identical = "is", notIdentical = "is not"

    func apply(_ left: Value, _ right: Value, _ context: Context) throws -> Bool {
        switch self {
        case .equal: return try isEqual(left, right, context)
        case .notEqual: return try !isEqual(left, right, context)
        case .less: return try compare(left, right, operation: rawValue, context) == .less
        case .lessOrEqual:
            let order = try compare(left, right, operation: rawValue, context)
            return order == .less || order == .equal
        case .greater: return try compare(left, right, operation: rawValue, context) == .greater
        case .greaterOrEqual:
            let order = try compare(left, right, operation: rawValue, context)
            return order == .greater || order == .equal
        case .contains: return try isContained(left, in: right, context)
        case .containsNot: return try !isContained(left, in: right, context)
        case .identical: return isIdentical(left, right)
        case .notIdentical: return !isIdentical(left, right)
        }
    }
}

private func isContained(_ value: Value, in container: Value, _ context: Context) throws -> Bool {
    switch container {
    case .string(let text):
        guard case .string(let part) = value else { throw UL4Error.type("'in <string>' requires string as left operand, not \(value.className)") }
        try context.step(bytes: text.utf8.count)
        return find(part, in: Array(text.utf8)) != nil
    case .dict(let dict): return dict[try Key(value, context)] != nil
    case .set(let set):
        // A pair is found among the items of a dictionary.
        if case .list = value { return set.dict[Key(unchecked: value)] != nil }
        return set.dict[try Key(value, context)] != nil
    case .list, .iterator, .color: return try items(of: container, context).contains { try isEqual($0, value, context) }
    case .undefined(let undefined): throw UL4Error.type("argument of type '\(undefined.className)' is not iterable")
    default: throw UL4Error.type("argument of type '\(container.className)' is not iterable")
    }
}

final class ComparisonNode: Node {
    let op: ComparisonOperator
    let left: Node, right: Node

    init(_ range: Range<Int>, _ op: ComparisonOperator, _ left: Node, _ right: Node) {
        (self.op, self.left, self.right) = (op, left, right)
        super.init(range, inside: [left, right])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let (a, b) = (try left.eval(frame), try right.eval(frame))
        do {
            return .bool(try op.apply(a, b, frame.context))
        } catch { throw located(error, frame) }
    }
}

final class ArithmeticNode: Node {
    let op: ArithmeticOperator
    let left: Node, right: Node

    init(_ range: Range<Int>, _ op: ArithmeticOperator, _ left: Node, _ right: Node) {
        (self.op, self.left, self.right) = (op, left, right)
        super.init(range, inside: [left, right])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let (a, b) = (try left.eval(frame), try right.eval(frame))
        do {
            return try combine(op, a, b, frame.context)
        } catch { throw located(error, frame) }
    }
}

final class NegationNode: Node {
    enum Kind { case minus, invert, not }

    let kind: Kind
    let operand: Node

    init(_ range: Range<Int>, _ kind: Kind, _ operand: Node) {
        (self.kind, self.operand) = (kind, operand)
        super.init(range, inside: [operand])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let value = try operand.eval(frame)
        switch (kind, value) {
        case (.not, _): return .bool(!value.isTrue)
        case (.minus, .float(let value)): return .float(-value)
        case (.minus, .monthdelta(let value)): return .monthdelta(-value)
        case (.minus, .timedelta(let value)):
            do { return .timedelta(try TimeDelta(total: -value.total)) } catch { throw located(error, frame) }
        default:
            guard let whole = value.whole else {
                throw located(UL4Error.type("bad operand type for unary \(kind == .minus ? "-" : "~"): '\(value.className)'"), frame)
            }
            do { try frame.context.step(whole.digits.count >> 3) } catch { throw located(error, frame) }
            return Value(kind == .minus ? -whole : -whole - BigInt(1))
        }
    }
}

/// `a and b`, `a or b`
final class LogicNode: Node {
    let isAnd: Bool
    let left: Node, right: Node

    init(_ range: Range<Int>, isAnd: Bool, _ left: Node, _ right: Node) {
        (self.isAnd, self.left, self.right) = (isAnd, left, right)
        super.init(range, inside: [left, right])
    }

    override func eval(_ frame: Frame) throws -> Value {
        let value = try left.eval(frame)
        return value.isTrue == isAnd ? try right.eval(frame) : value
    }
}

/// `a if condition else b`
final class ConditionNode: Node {
    let condition: Node, yes: Node, no: Node

    init(_ range: Range<Int>, condition: Node, yes: Node, no: Node) {
        (self.condition, self.yes, self.no) = (condition, yes, no)
        super.init(range, inside: [condition, yes, no])
    }

    override func eval(_ frame: Frame) throws -> Value {
        try condition.eval(frame).isTrue ? yes.eval(frame) : no.eval(frame)
    }
}
