/// A whole number of any size.
///
/// Only what overflows `Int` is calculated here, so this is kept short rather than fast.
public struct BigInt: Hashable, Comparable {
    /// Digits of base 2^32, the least significant first, without leading zeros; empty for 0.
    var digits: [UInt32]
    var isNegative: Bool

    init(digits: [UInt32], isNegative: Bool) {
        var digits = digits
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
    }

    init(_ value: Int) {
        let magnitude = value.magnitude
        self.init(digits: [UInt32(truncatingIfNeeded: magnitude), UInt32(magnitude >> 32)], isNegative: value < 0)
    }

    /// The whole part of a finite number.
    init(_ value: Double) {
        let magnitude = value.magnitude.rounded(.towardZero)
        guard magnitude >= 1 else {
            self.init(0)
            return
        }
        let shift = Int(magnitude.exponent) - 52
        let significand = BigInt(Int(magnitude.significandBitPattern | 1 << 52))
        let whole = shift >= 0 ? significand << shift : significand >> -shift
        self.init(digits: whole.digits, isNegative: value < 0)
    }

    /// The number as `Int`, if it fits.
    var small: Int? {
        guard digits.count <= 2 else { return nil }
        var magnitude: UInt = 0
        for digit in digits.reversed() { magnitude = magnitude << 32 | UInt(digit) }
        if isNegative { return magnitude <= UInt(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }

    var isZero: Bool { digits.isEmpty }

    var bitWidth: Int { digits.isEmpty ? 0 : digits.count * 32 - digits.last!.leadingZeroBitCount }

    /// The nearest number with a fraction; infinite if it is too large.
    var double: Double {
        let width = bitWidth
        guard width > 64 else {
            var magnitude: UInt64 = 0
            for digit in digits.reversed() { magnitude = magnitude << 32 | UInt64(digit) }
            return isNegative ? -Double(magnitude) : Double(magnitude)
        }
        // The top 64 bits decide, the rest only whether a tie is one: it goes into the lowest bit.
        let shift = width - 64
        let top = BigInt(digits: digits, isNegative: false) >> shift
        var bits = UInt64(top.digits[0]) | UInt64(top.digits[1]) << 32
        if (top << shift).digits != digits { bits |= 1 }
        guard width <= 1024 else { return isNegative ? -.infinity : .infinity }
        let value = Double(sign: .plus, exponent: shift, significand: Double(bits))
        return isNegative ? -value : value
    }

    public static func < (left: BigInt, right: BigInt) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        let order = compareDigits(left.digits, right.digits)
        return left.isNegative ? order > 0 : order < 0
    }

    static prefix func - (value: BigInt) -> BigInt { BigInt(digits: value.digits, isNegative: !value.isNegative) }

    static func + (left: BigInt, right: BigInt) -> BigInt {
        if left.isNegative == right.isNegative {
            return BigInt(digits: addDigits(left.digits, right.digits), isNegative: left.isNegative)
        }
        switch compareDigits(left.digits, right.digits) {
        case 0: return BigInt(0)
        case 1...: return BigInt(digits: subtractDigits(left.digits, right.digits), isNegative: left.isNegative)
        default: return BigInt(digits: subtractDigits(right.digits, left.digits), isNegative: right.isNegative)
        }
    }

    static func - (left: BigInt, right: BigInt) -> BigInt { left + -right }

    static func * (left: BigInt, right: BigInt) -> BigInt {
        guard !left.isZero, !right.isZero else { return BigInt(0) }
        var result = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
        for (i, a) in left.digits.enumerated() {
            var carry: UInt64 = 0
            for (j, b) in right.digits.enumerated() {
                let sum = UInt64(a) * UInt64(b) + UInt64(result[i + j]) + carry
                result[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            result[i + right.digits.count] = UInt32(carry)
        }
        return BigInt(digits: result, isNegative: left.isNegative != right.isNegative)
    }

    static func << (value: BigInt, count: Int) -> BigInt {
        let (words, bits) = (count / 32, count % 32)
        var result = [UInt32](repeating: 0, count: words)
        var carry: UInt32 = 0
        for digit in value.digits {
            result.append(digit << bits | carry)
            carry = bits == 0 ? 0 : digit >> (32 - bits)
        }
        result.append(carry)
        return BigInt(digits: result, isNegative: value.isNegative)
    }

    /// Shifts the magnitude of the number; see `floorShiftRight` for what `>>` means to templates.
    static func >> (value: BigInt, count: Int) -> BigInt {
        let (words, bits) = (count / 32, count % 32)
        guard words < value.digits.count else { return BigInt(0) }
        var result: [UInt32] = []
        for i in words..<value.digits.count {
            let high = i + 1 < value.digits.count && bits > 0 ? value.digits[i + 1] << (32 - bits) : 0
            result.append(value.digits[i] >> bits | high)
        }
        return BigInt(digits: result, isNegative: value.isNegative)
    }

    /// The quotient rounded down and what remains, which has the sign of the divisor.
    func floorDivided(by divisor: BigInt) -> (quotient: BigInt, remainder: BigInt) {
        let (quotient, remainder) = divideDigits(digits, divisor.digits)
        var q = BigInt(digits: quotient, isNegative: isNegative != divisor.isNegative)
        var r = BigInt(digits: remainder, isNegative: isNegative)
        if !r.isZero, isNegative != divisor.isNegative {
            q = q - BigInt(1)
            r = r + divisor
        }
        return (q, r)
    }

    public func hash(into hasher: inout Hasher) {
        if let small {
            hasher.combine(small)
        } else if double.isFinite, BigInt(double) == self {
            // A floating point number may be the same key.
            hasher.combine(double)
        } else {
            hasher.combine(digits)
        }
    }

}
