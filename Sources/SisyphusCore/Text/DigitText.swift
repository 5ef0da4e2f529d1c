extension [UInt8] {
    /// Appends a number in decimal, filled up with zeros to at least `width` digits.
    package mutating func appendDecimal(_ value: Int, width: Int) {
        if width == 2, value >= 0, value < 100 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
            return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
        }
        var rest = value.magnitude
        var digits = 0
        if value < 0 { append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            repeat {
                buffer[19 - digits] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
                digits += 1
            } while rest > 0
            for _ in digits..<Swift.max(digits, width) { append(UInt8(ascii: "0")) }
            append(contentsOf: buffer[(20 - digits)...])
        }
    }

    /// Appends the UTF-8 of a text.
    package mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The bytes as text; what is not UTF-8 is repaired.
    package var text: String { String(decoding: self, as: UTF8.self) }
}

/// Hexadecimal digits, in lower case.
package enum Hex {
    /// - Parameter value: 0 to 15.
    static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }

    /// Both digits of a byte.
    package static func pair(_ byte: UInt8) -> String { [digit(byte >> 4), digit(byte & 15)].text }

    /// What a digit of either case stands for.
    static func value(_ digit: UInt8) -> UInt8? {
        if digit &- UInt8(ascii: "0") < 10 { return digit - UInt8(ascii: "0") }
        let letter = (digit | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }
}
