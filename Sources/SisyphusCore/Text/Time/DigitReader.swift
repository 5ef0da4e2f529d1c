/// Reads fields of fixed width from bytes; the first thing that does not match makes everything after it fail.
struct DigitReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0
    private(set) var failed = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Exactly `width` decimal digits.
    mutating func number(_ width: Int) -> Int {
        guard !failed, bytes.count - position >= width else { return fail() }
        var value = 0
        for _ in 0..<width {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return fail() }
            value = value * 10 + Int(digit)
            position += 1
        }
        return value
    }

    /// Exactly this byte.
    mutating func expect(_ byte: UInt8) {
        guard !failed, position < bytes.count, bytes[position] == byte else {
            failed = true
            return
        }
        position += 1
    }

    /// Whether exactly this text comes next; it is passed over if so.
    mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard !failed, bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
        position += count
        return true
    }

    private mutating func fail() -> Int {
        failed = true
        return 0
    }
}
