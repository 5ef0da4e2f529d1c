extension BigInt {
    /// A number from digits of a base from 2 to 36; nil if there is a character that is none.
    init?<S: Sequence>(digits text: S, base: Int) where S.Element == UInt8 {
        var digits: [UInt32] = []
        var any = false
        for byte in text {
            guard let digit = digitValue(byte), digit < base else { return nil }
            any = true
            var carry = UInt64(digit)
            for i in digits.indices {
                let product = UInt64(digits[i]) * UInt64(base) + carry
                digits[i] = UInt32(truncatingIfNeeded: product)
                carry = product >> 32
            }
            if carry > 0 { digits.append(UInt32(carry)) }
        }
        guard any else { return nil }
        self.init(digits: digits, isNegative: false)
    }

    /// The number in a base from 2 to 36, with a `-` if it is negative.
    func text(base: Int = 10) -> String {
        if let small { return String(small, radix: base) }
        var rest = digits
        var parts: [String] = []
        // As many digits at once as fit into one division.
        var (unit, width) = (UInt32(base), 1)
        while UInt64(unit) * UInt64(base) <= UInt64(UInt32.max) {
            unit *= UInt32(base)
            width += 1
        }
        while !rest.isEmpty {
            let (quotient, remainder) = divideDigits(rest, by: unit)
            let part = String(remainder, radix: base)
            parts.append(quotient.isEmpty ? part : String(repeating: "0", count: width - part.utf8.count) + part)
            rest = quotient
        }
        return (isNegative ? "-" : "") + parts.reversed().joined()
    }
}

/// The decimal digits of a number that people can be expected to read.
/// - Throws: `ValueError` beyond 4300 digits, as the original does.
func decimal(_ value: BigInt) throws -> String {
    // 4300 digits have at most 14,285 bits.
    let text = value.bitWidth > 14_285 ? "" : value.text()
    guard !text.isEmpty, text.utf8.count <= 4300 + (value.isNegative ? 1 : 0) else {
        throw UL4Error.value("Exceeds the limit (4300 digits) for integer string conversion")
    }
    return text
}

/// The value of a digit or letter as a digit: 10 for `a`.
func digitValue(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x5A: Int(byte) - 0x41 + 10
    case 0x61...0x7A: Int(byte) - 0x61 + 10
    default: nil
    }
}

/// 10 to the power of a number that is not negative.
func powerOfTen(_ exponent: Int) -> BigInt {
    var (result, base, rest) = (BigInt(1), BigInt(10), exponent)
    while rest > 0 {
        if rest & 1 == 1 { result = result * base }
        base = rest > 1 ? base * base : base
        rest >>= 1
    }
    return result
}
