extension [UInt8] {
    /// Appends a number in decimal, filled up with zeros to at least `width` digits.
    package mutating func appendDecimal(_ value: Int, width: Int) {
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
