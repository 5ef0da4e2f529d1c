/// A number as the operators see it; `True` is 1.
enum Number {
    case whole(BigInt)
    case float(Double)

    /// - Throws: `OverflowError` if the whole number is too large.
    func double() throws -> Double {
        switch self {
        case .float(let value): return value
        case .whole(let value):
            let double = value.double
            guard double.isFinite else { throw UL4Error.overflow("int too large to convert to float") }
            return double
        }
    }
}

/// No template needs larger numbers than this, but one that runs away soon has them.
let largestBitWidth = 1 << 17

extension Value {
    var number: Number? {
        switch self {
        case .bool(let value): .whole(BigInt(value ? 1 : 0))
        case .int(let value): .whole(BigInt(value))
        case .big(let value): .whole(value)
        case .float(let value): .float(value)
        default: nil
        }
    }

    /// The value as a whole number, `True` as 1.
    var whole: BigInt? {
        if case .whole(let value)? = number { return value }
        return nil
    }

    /// The value as a whole number that fits into `Int`, `True` as 1.
    var smallInt: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    init(_ value: BigInt) {
        if let small = value.small { self = .int(small) } else { self = .big(value) }
    }
}

enum ArithmeticOperator: String {
    case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%"
    case shiftLeft = "<<", shiftRight = ">>", and = "&", xor = "^", or = "|"
}

/// Two numbers and an operator, or nil if the operator does not take such numbers.
func calculate(_ op: ArithmeticOperator, _ left: Number, _ right: Number) throws -> Value? {
    switch (left, right) {
    case (.whole(let left), .whole(let right)): return try calculateWhole(op, left, right)
    default: return try calculateFloat(op, left, right)
    }
}

private func calculateWhole(_ op: ArithmeticOperator, _ left: BigInt, _ right: BigInt) throws -> Value {
    if left.bitWidth + right.bitWidth > largestBitWidth { throw UL4Error.limit("number too large") }
    switch op {
    case .add: return Value(left + right)
    case .subtract: return Value(left - right)
    case .multiply: return Value(left * right)
    case .divide:
        if right.isZero { throw UL4Error("ZeroDivisionError", "division by zero") }
        return .float(try divide(left, right))
    case .floorDivide:
        if right.isZero { throw UL4Error("ZeroDivisionError", "integer division or modulo by zero") }
        return Value(left.floorDivided(by: right).quotient)
    case .modulo:
        if right.isZero { throw UL4Error("ZeroDivisionError", "integer modulo by zero") }
        return Value(left.floorDivided(by: right).remainder)
    case .shiftLeft: return Value(try shift(left, by: right))
    case .shiftRight: return Value(try shift(left, by: -right))
    case .and: return Value(bitwise(left, right, &))
    case .xor: return Value(bitwise(left, right, ^))
    case .or: return Value(bitwise(left, right, |))
    }
}

private func calculateFloat(_ op: ArithmeticOperator, _ left: Number, _ right: Number) throws -> Value? {
    switch op {
    case .shiftLeft, .shiftRight, .and, .xor, .or: return nil
    default: break
    }
    let (a, b) = (try left.double(), try right.double())
    switch op {
    case .add: return .float(a + b)
    case .subtract: return .float(a - b)
    case .multiply: return .float(a * b)
    case .divide:
        if b == 0 { throw UL4Error("ZeroDivisionError", "float division by zero") }
        return .float(a / b)
    case .floorDivide:
        if b == 0 { throw UL4Error("ZeroDivisionError", "float floor division by zero") }
        return .float(floorDivide(a, b).quotient)
    default:
        if b == 0 { throw UL4Error("ZeroDivisionError", "float modulo") }
        return .float(floorDivide(a, b).remainder)
    }
}

/// The quotient rounded down and what remains, with the sign of the divisor.
func floorDivide(_ a: Double, _ b: Double) -> (quotient: Double, remainder: Double) {
    var remainder = a.truncatingRemainder(dividingBy: b)
    var quotient = (a - remainder) / b
    if remainder != 0 {
        if (b < 0) != (remainder < 0) {
            remainder += b
            quotient -= 1
        }
    } else {
        remainder = b.sign == .minus ? -0.0 : 0.0
    }
    if quotient != 0 {
        let floor = quotient.rounded(.down)
        quotient = quotient - floor > 0.5 ? floor + 1 : floor
    } else {
        quotient = (a / b).sign == .minus ? -0.0 : 0.0
    }
    return (quotient, remainder)
}

/// The exact quotient, rounded once.
private func divide(_ left: BigInt, _ right: BigInt) throws -> Double {
    let limit = BigInt(1 << 53)
    let (a, b) = (BigInt(digits: left.digits, isNegative: false), BigInt(digits: right.digits, isNegative: false))
    let isNegative = left.isNegative != right.isNegative
    if a < limit, b < limit {
        let quotient = a.double / b.double
        return isNegative ? -quotient : quotient
    }
    // 66 bits of the quotient and whether anything remains below them are enough to round it.
    let shift = 66 - (a.bitWidth - b.bitWidth)
    let (quotient, remainder) = shift >= 0 ? (a << shift).floorDivided(by: b) : a.floorDivided(by: b << -shift)
    let sticky = remainder.isZero ? quotient : BigInt(digits: [quotient.digits[0] | 1] + quotient.digits.dropFirst(), isNegative: false)
    let value = Double(sign: .plus, exponent: -shift, significand: sticky.double)
    guard value.isFinite else { throw UL4Error.overflow("integer division result too large for a float") }
    return isNegative ? -value : value
}

/// To the left, or to the right if the count is negative; what is shifted out is rounded down.
private func shift(_ value: BigInt, by count: BigInt) throws -> BigInt {
    guard let count = count.small, count <= largestBitWidth else {
        if count.isNegative { return BigInt(value.isNegative ? -1 : 0) }
        if value.isZero { return value }
        throw UL4Error.limit("number too large")
    }
    if count >= 0 { return value << count }
    guard count > -(value.bitWidth + 64) else { return BigInt(value.isNegative ? -1 : 0) }
    return value.floorDivided(by: BigInt(1) << -count).quotient
}

/// An operator on the digits of two's complement with as many sign bits as are needed.
private func bitwise(_ left: BigInt, _ right: BigInt, _ op: (UInt32, UInt32) -> UInt32) -> BigInt {
    let count = max(left.digits.count, right.digits.count) + 1
    let (a, b) = (complement(left, count: count), complement(right, count: count))
    let result = zip(a, b).map(op)
    if result.last! >> 31 == 0 { return BigInt(digits: result, isNegative: false) }
    return BigInt(digits: addDigits(result.map { ~$0 }, [1]), isNegative: true)
}

private func complement(_ value: BigInt, count: Int) -> [UInt32] {
    let digits = value.digits + [UInt32](repeating: 0, count: count - value.digits.count)
    guard value.isNegative else { return digits }
    return Array(addDigits(digits.map { ~$0 }, [1]).prefix(count))
}
