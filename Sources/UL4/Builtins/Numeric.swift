import Glibc

extension Builtin {
    /// The functions that work on numbers.
    func callNumeric(_ bound: Bound, _ context: Context) throws -> Value {
        switch self {
        case .abs:
            switch bound[0] {
            case .float(let value): return .float(value.magnitude)
            case .timedelta(let value): return .timedelta(value.days < 0 ? try TimeDelta(total: -value.total) : value)
            case .monthdelta(let value): return .monthdelta(Int(clamping: value.magnitude))
            default:
                guard let whole = bound[0].whole else { throw UL4Error.type("bad operand type for abs(): '\(bound[0].className)'") }
                try context.step(whole.digits.count >> 3)
                return Value(whole.isNegative ? -whole : whole)
            }
        case .hex: return try radixText(bound, "0x", 16, context)
        case .oct: return try radixText(bound, "0o", 8, context)
        case .bin: return try radixText(bound, "0b", 2, context)
        case .round: return try rounded(bound, .toNearestOrEven, context)
        case .floor: return try rounded(bound, .down, context)
        case .ceil: return try rounded(bound, .up, context)
        case .random: return .float(Double.random(in: 0..<1))
        case .randrange:
            let (start, stop) = bound.has(1) ? (try bound.int(0), try bound.int(1)) : (0, try bound.int(0))
            let step = try bound.int(2, default: 1)
            if step == 0 { throw UL4Error.value("zero step for randrange()") }
            let (width, overflow) = stop.subtractingReportingOverflow(start)
            if overflow { throw UL4Error.overflow("number too large") }
            let count = step > 0 ? (width > 0 ? (width - 1) / step + 1 : 0) : (width < 0 ? (width + 1) / step + 1 : 0)
            if count <= 0 { throw UL4Error.value("empty range for randrange()") }
            return .int(start + Int.random(in: 0..<count) * step)
        case .randchoice:
            let items = try items(of: bound[0], context)
            guard let item = items.randomElement() else { throw UL4Error.index("Cannot choose from an empty sequence") }
            return item
        case .isclose:
            let (a, b) = (try real(bound[0]), try real(bound[1]))
            let relative = try bound.optional(2).map(real) ?? 1e-9, absolute = try bound.optional(3).map(real) ?? 0
            if relative < 0 || absolute < 0 { throw UL4Error.value("tolerances must be non-negative") }
            if a == b { return .bool(true) }
            if a.isInfinite || b.isInfinite { return .bool(false) }
            let difference = (a - b).magnitude
            return .bool(difference <= relative * b.magnitude || difference <= relative * a.magnitude || difference <= absolute)
        default: return .float(try calculate(bound))
        }
    }

    private func calculate(_ bound: Bound) throws -> Double {
        let x = try real(bound[0])
        let result: Double
        switch self {
        case .exp: result = Glibc.exp(x)
        case .cos: result = Glibc.cos(x)
        case .sin: result = Glibc.sin(x)
        case .tan: result = Glibc.tan(x)
        case .sqrt: result = x.squareRoot()
        case .pow:
            let y = try real(bound[1])
            if x == 0, y < 0 { throw UL4Error.value("math domain error") }
            result = Glibc.pow(x, y)
            if result.isInfinite, x.isFinite, y.isFinite { throw UL4Error.overflow("math range error") }
            if result.isNaN, !x.isNaN, !y.isNaN { throw UL4Error.value("math domain error") }
            return result
        default:
            if x <= 0 { throw UL4Error.value("math domain error") }
            guard let base = try bound.optional(1).map(real) else { return Glibc.log(x) }
            if base <= 0 { throw UL4Error.value("math domain error") }
            if base == 1 { throw UL4Error("ZeroDivisionError", "float division by zero") }
            return Glibc.log(x) / Glibc.log(base)
        }
        if result.isNaN, !x.isNaN { throw UL4Error.value("math domain error") }
        if result.isInfinite, x.isFinite { throw UL4Error.overflow("math range error") }
        return result
    }

    private func radixText(_ bound: Bound, _ prefix: String, _ base: Int, _ context: Context) throws -> Value {
        guard let whole = bound[0].whole else { throw UL4Error.type("'\(bound[0].className)' object cannot be interpreted as an integer") }
        // Each digit is a division of all.
        try context.step(whole.digits.count * whole.digits.count >> 5)
        return try context.text((whole.isNegative ? "-" : "") + prefix + BigInt(digits: whole.digits, isNegative: false).text(base: base))
    }

    /// `round`, `floor` and `ceil` with so many digits after the point, or before it if there are less than none.
    private func rounded(_ bound: Bound, _ rule: FloatingPointRoundingRule, _ context: Context) throws -> Value {
        let digits = try bound.int(1, default: 0)
        switch bound[0].number {
        case nil: throw UL4Error.type("type \(bound[0].className) doesn't define __round__ method")
        case .whole(let value)?:
            if digits > 0, rule != .toNearestOrEven { return bound[0] }
            if digits >= 0 { return Value(value) }
            if digits < -5000 { return .int(0) }
            try context.step((value.digits.count << 2) - digits)
            return Value(roundWhole(value, to: powerOfTen(-digits), rule))
        case .float(let value)?:
            guard value.isFinite else {
                if digits > 0 { return .float(value) }
                throw value.isNaN ? UL4Error.value("cannot convert float NaN to integer") : UL4Error.overflow("cannot convert float infinity to integer")
            }
            if digits <= 0 {
                let whole = BigInt(value.rounded(rule))
                // One rounding after the other would be wrong for halves: 14.5 is not 15 rounded to tens.
                return digits == 0 ? Value(whole) : Value(BigInt(roundPlaces(value, digits, rule)))
            }
            return .float(roundPlaces(value, digits, rule))
        }
    }

    private func roundWhole(_ value: BigInt, to unit: BigInt, _ rule: FloatingPointRoundingRule) -> BigInt {
        let (quotient, remainder) = value.floorDivided(by: unit)
        if remainder.isZero { return value }
        switch rule {
        case .down: return quotient * unit
        case .up: return (quotient + BigInt(1)) * unit
        default:
            let twice = remainder << 1
            let isOdd = (quotient.digits.first ?? 0) & 1 == 1
            return (twice > unit || (twice == unit && isOdd) ? quotient + BigInt(1) : quotient) * unit
        }
    }

    private func roundPlaces(_ value: Double, _ digits: Int, _ rule: FloatingPointRoundingRule) -> Double {
        if digits > 323 || value == 0 { return value }
        if digits < -309 { return 0 }
        if rule != .toNearestOrEven {
            let scale = Glibc.pow(10, Double(digits))
            let scaled = (value * scale).rounded(rule)
            return scaled.isFinite ? scaled / scale : value
        }
        let text = fixedText(Decimal(value.magnitude, places: digits), places: digits > 0 ? digits : 0)
        return (value < 0 ? -1 : 1) * (Double(text) ?? value.magnitude)
    }
}

/// - Throws: `TypeError` if the value is no number.
func real(_ value: Value) throws -> Double {
    guard let number = value.number else { throw UL4Error.type("must be real number, not \(value.className)") }
    return try number.double()
}
