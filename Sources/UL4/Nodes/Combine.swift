/// `left op right` for all types that have the operator.
/// - Throws: `TypeError` for those that have not.
func combine(_ op: ArithmeticOperator, _ left: Value, _ right: Value, _ context: Context) throws -> Value {
    if case .int(let a) = left, case .int(let b) = right, let value = combineSmall(op, a, b) { return value }
    if let a = left.number, let b = right.number {
        try context.step(cost(op, a, b))
        if let value = try calculate(op, a, b) { return value }
    }
    if let value = try combineOther(op, left, right, context) { return value }
    throw UL4Error.type("unsupported operand type(s) for \(op.rawValue): '\(left.className)' and '\(right.className)'")
}

@inline(__always)
private func combineSmall(_ op: ArithmeticOperator, _ a: Int, _ b: Int) -> Value? {
    let result: (partialValue: Int, overflow: Bool)
    switch op {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .and: return .int(a & b)
    case .or: return .int(a | b)
    case .xor: return .int(a ^ b)
    default: return nil
    }
    return result.overflow ? nil : .int(result.partialValue)
}

private func combineOther(_ op: ArithmeticOperator, _ left: Value, _ right: Value, _ context: Context) throws -> Value? {
    switch (op, left, right) {
    case (.add, .string(let a), .string(let b)): return try context.text(a + b)
    case (.add, .list(let a), .list(let b)):
        try context.step(a.items.count + b.items.count)
        return try context.list(a.items + b.items)
    case (.multiply, .string(let text), let count), (.multiply, let count, .string(let text)):
        guard let count = count.whole else { return nil }
        return try context.text(repeated(text, try repetitions(count, of: text.utf8.count, most: Limits.largestText)))
    case (.multiply, .list(let list), let count), (.multiply, let count, .list(let list)):
        guard let count = count.whole else { return nil }
        let times = try repetitions(count, of: list.items.count, most: Limits.largestList)
        try context.step(times * list.items.count)
        return try context.list(Array(repeatElement(list.items, count: times).joined()))
    case (.or, .set(let a), .set(let b)): return try context.set(a.items + b.items)
    case (.and, .set(let a), .set(let b)):
        try context.step(a.dict.cost)
        return try context.set(a.items.filter { b.dict[Key(unchecked: $0)] != nil })
    case (.subtract, .set(let a), .set(let b)):
        try context.step(a.dict.cost)
        return try context.set(a.items.filter { b.dict[Key(unchecked: $0)] == nil })
    case (.xor, .set(let a), .set(let b)):
        try context.step(a.dict.cost + b.dict.cost)
        return try context.set(a.items.filter { b.dict[Key(unchecked: $0)] == nil } + b.items.filter { a.dict[Key(unchecked: $0)] == nil })
    case (.or, .dict(let a), .dict(let b)):
        let dict = try context.dict()
        try update(dict, from: .dict(a), context)
        try update(dict, from: .dict(b), context)
        return .dict(dict)
    case (_, .color, _), (_, _, .color): return try combineColors(op, left, right)
    case (.modulo, .string(let format), _): return try context.text(try percentFormatted(format, right))
    default: return try combineDates(op, left, right)
    }
}

/// What an operator on large numbers costs: their digits, or the product of both for those that multiply or divide.
private func cost(_ op: ArithmeticOperator, _ left: Number, _ right: Number) -> Int {
    guard case .whole(let left) = left, case .whole(let right) = right else { return 0 }
    let (a, b) = (left.digits.count, right.digits.count)
    switch op {
    case .shiftLeft: return (a + (right.small ?? 0) >> 5) >> 3
    case .multiply, .divide, .floorDivide, .modulo: return max(a, 1) * max(b, 1) >> 5
    default: return (a + b) >> 3
    }
}

private func repetitions(_ count: BigInt, of size: Int, most: Int) throws -> Int {
    guard let small = count.small else { throw UL4Error.overflow("cannot fit 'int' into an index-sized integer") }
    if count.isNegative || size == 0 { return 0 }
    guard small <= most / size else { throw UL4Error.limit("result of * too large") }
    return small
}

/// `String(repeating:count:)` takes a hundred times as long.
private func repeated(_ text: String, _ count: Int) -> String {
    text.withBytes { bytes in
        let size = bytes.count * count
        return String(unsafeUninitializedCapacity: size) { buffer in
            guard size > 0, let start = buffer.baseAddress, let source = bytes.baseAddress else { return 0 }
            start.update(from: source, count: bytes.count)
            var done = bytes.count
            while done < size {
                let next = min(done, size - done)
                (start + done).update(from: start, count: next)
                done += next
            }
            return size
        }
    }
}

private func combineDates(_ op: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value? {
    switch (op, left, right) {
    case (.add, .date(let date), .timedelta(let delta)), (.add, .timedelta(let delta), .date(let date)):
        return .date(try CalendarDate(days: date.days + delta.days))
    case (.subtract, .date(let date), .timedelta(let delta)): return .date(try CalendarDate(days: date.days - delta.days))
    case (.subtract, .date(let a), .date(let b)): return .timedelta(TimeDelta(days: a.days - b.days, microseconds: 0))
    case (.add, .datetime(let time), .timedelta(let delta)), (.add, .timedelta(let delta), .datetime(let time)):
        return .datetime(try shifted(time, by: delta.total))
    case (.subtract, .datetime(let time), .timedelta(let delta)): return .datetime(try shifted(time, by: -delta.total))
    case (.subtract, .datetime(let a), .datetime(let b)):
        let days = a.date.days - b.date.days, rest = a.microseconds - b.microseconds
        return .timedelta(rest < 0 ? TimeDelta(days: days - 1, microseconds: rest + CalendarTime.day) : TimeDelta(days: days, microseconds: rest))
    case (.add, .date(let date), .monthdelta(let months)), (.add, .monthdelta(let months), .date(let date)): return .date(try date.adding(months: months))
    case (.subtract, .date(let date), .monthdelta(let months)): return .date(try date.adding(months: -months))
    case (.add, .datetime(let time), .monthdelta(let months)), (.add, .monthdelta(let months), .datetime(let time)):
        return .datetime(CalendarTime(date: try time.date.adding(months: months), microseconds: time.microseconds))
    case (.subtract, .datetime(let time), .monthdelta(let months)):
        return .datetime(CalendarTime(date: try time.date.adding(months: -months), microseconds: time.microseconds))
    case (_, .timedelta, _), (_, _, .timedelta): return try combineDeltas(op, left, right)
    case (_, .monthdelta, _), (_, _, .monthdelta): return try combineMonths(op, left, right)
    default: return nil
    }
}

private func shifted(_ time: CalendarTime, by microseconds: BigInt) throws -> CalendarTime {
    let total = BigInt(time.date.days) * BigInt(CalendarTime.day) + BigInt(time.microseconds) + microseconds
    let (days, rest) = total.floorDivided(by: BigInt(CalendarTime.day))
    return CalendarTime(date: try CalendarDate(days: days.small ?? Int.max), microseconds: rest.small!)
}

private func combineColors(_ op: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value? {
    switch (op, left, right) {
    case (.modulo, .color(let color), .color(let background)): return .color(try color.over(background))
    case (.multiply, .color(let color), let factor), (.multiply, let factor, .color(let color)):
        guard let factor = try factor.number?.double() else { return nil }
        return .color(try color.map { factor * $0 })
    case (.divide, .color(let color), let divisor), (.floorDivide, .color(let color), let divisor):
        guard let divisor = try divisor.number?.double() else { return nil }
        if divisor == 0 { throw UL4Error("ZeroDivisionError", "division by zero") }
        return .color(try color.map { op == .divide ? $0 / divisor : floorDivide($0, divisor).quotient })
    default: return nil
    }
}

private func combineDeltas(_ op: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value? {
    switch (op, left, right) {
    case (.add, .timedelta(let a), .timedelta(let b)): return .timedelta(try TimeDelta(total: a.total + b.total))
    case (.subtract, .timedelta(let a), .timedelta(let b)): return .timedelta(try TimeDelta(total: a.total - b.total))
    case (.multiply, .timedelta(let delta), let factor), (.multiply, let factor, .timedelta(let delta)):
        switch factor.number {
        case .whole(let whole)?: return .timedelta(try TimeDelta(total: delta.total * whole))
        case .float(let float)?: return .timedelta(try scaled(delta, by: float))
        case nil: return nil
        }
    case (.divide, .timedelta(let a), .timedelta(let b)):
        return try calculate(.divide, .whole(a.total), .whole(b.total))
    case (.divide, .timedelta(let delta), let divisor):
        switch divisor.number {
        case .whole(let whole)?:
            if whole.isZero { throw UL4Error("ZeroDivisionError", "division by zero") }
            return .timedelta(try TimeDelta(total: rounded(delta.total, whole)))
        case .float(let float)?:
            if float == 0 { throw UL4Error("ZeroDivisionError", "float division by zero") }
            let (numerator, denominator) = try ratio(float)
            return .timedelta(try TimeDelta(total: rounded(delta.total * denominator, numerator)))
        case nil: return nil
        }
    case (.floorDivide, .timedelta(let delta), .timedelta(let divisor)): return try calculate(.floorDivide, .whole(delta.total), .whole(divisor.total))
    case (.modulo, .timedelta(let delta), .timedelta(let divisor)):
        if divisor.total.isZero { throw UL4Error("ZeroDivisionError", "integer division or modulo by zero") }
        return .timedelta(try TimeDelta(total: delta.total.floorDivided(by: divisor.total).remainder))
    case (.floorDivide, .timedelta(let delta), let divisor):
        guard let whole = divisor.whole else { return nil }
        if whole.isZero { throw UL4Error("ZeroDivisionError", "integer division or modulo by zero") }
        return .timedelta(try TimeDelta(total: delta.total.floorDivided(by: whole).quotient))
    default: return nil
    }
}

private func scaled(_ delta: TimeDelta, by factor: Double) throws -> TimeDelta {
    let (numerator, denominator) = try ratio(factor)
    return try TimeDelta(total: rounded(delta.total * numerator, denominator))
}

/// A number as a fraction of two whole numbers.
private func ratio(_ value: Double) throws -> (BigInt, BigInt) {
    guard value.isFinite else { throw UL4Error.overflow("cannot convert \(floatRepr(value)) to integer ratio") }
    let exponent = value == 0 ? 0 : 52 - Int(value.exponent)
    if exponent <= 0 { return (BigInt(value), BigInt(1)) }
    return (BigInt(Double(sign: .plus, exponent: min(exponent, 1000), significand: value)), BigInt(1) << min(exponent, 1000))
}

/// A quotient rounded to the nearest whole number, half to even.
private func rounded(_ numerator: BigInt, _ denominator: BigInt) -> BigInt {
    let (quotient, remainder) = numerator.floorDivided(by: denominator)
    let order = Order(BigInt(digits: (remainder << 1).digits, isNegative: false), BigInt(digits: denominator.digits, isNegative: false))
    let isOdd = (quotient.digits.first ?? 0) & 1 == 1
    return order == .greater || (order == .equal && isOdd) ? quotient + BigInt(1) : quotient
}

private func combineMonths(_ op: ArithmeticOperator, _ left: Value, _ right: Value) throws -> Value? {
    func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Value {
        if result.overflow { throw UL4Error.overflow("too many months") }
        return .monthdelta(result.partialValue)
    }
    switch (op, left, right) {
    case (.add, .monthdelta(let a), .monthdelta(let b)): return try checked(a.addingReportingOverflow(b))
    case (.subtract, .monthdelta(let a), .monthdelta(let b)): return try checked(a.subtractingReportingOverflow(b))
    case (.multiply, .monthdelta(let months), let factor), (.multiply, let factor, .monthdelta(let months)):
        guard let factor = factor.smallInt else { return nil }
        return try checked(months.multipliedReportingOverflow(by: factor))
    case (.divide, .monthdelta(let a), .monthdelta(let b)): return try calculate(.divide, .whole(BigInt(a)), .whole(BigInt(b)))
    case (.floorDivide, .monthdelta(let a), .monthdelta(let b)): return try calculate(.floorDivide, .whole(BigInt(a)), .whole(BigInt(b)))
    case (.floorDivide, .monthdelta(let months), let divisor):
        guard let divisor = divisor.whole else { return nil }
        guard let quotient = try calculate(.floorDivide, .whole(BigInt(months)), .whole(divisor))?.smallInt else { return nil }
        return .monthdelta(quotient)
    default: return nil
    }
}

/// `"%s and %d" % value`: strings, numbers and `%%` only.
private func percentFormatted(_ format: String, _ value: Value) throws -> String {
    var result = String.UnicodeScalarView()
    var scalars = format.unicodeScalars[...]
    var isUsed = false
    while let scalar = scalars.popFirst() {
        guard scalar == "%" else {
            result.append(scalar)
            continue
        }
        let kind = scalars.popFirst()
        if kind == "%" {
            result.append("%")
            continue
        }
        if isUsed { throw UL4Error.type("not enough arguments for format string") }
        isUsed = true
        switch kind {
        case "s": result.append(contentsOf: (try textOrNone(value)).unicodeScalars)
        case "r": result.append(contentsOf: (try reprOf(value)).unicodeScalars)
        case "d":
            guard let whole = value.whole else { throw UL4Error.type("%d format: a real number is required, not \(value.className)") }
            result.append(contentsOf: (try decimal(whole)).unicodeScalars)
        default: throw UL4Error.missing("formatting with % beyond %s, %r and %d is")
        }
    }
    switch value {
    case .list, .dict, .set, .undefined: break
    default: if !isUsed { throw UL4Error.type("not all arguments converted during string formatting") }
    }
    return String(result)
}

private func textOrNone(_ value: Value) throws -> String {
    if case .none = value { return "None" }
    return try textOf(value)
}
