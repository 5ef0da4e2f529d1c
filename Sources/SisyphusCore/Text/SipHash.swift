/// SipHash-2-4 with 64 bits (Aumasson and Bernstein, 2012): a keyed hash that is cheap for short texts. Who lacks the key can neither compute it nor try
/// out what a text may have been.
public struct SipHash: Sendable {
    private let key: (UInt64, UInt64)

    /// - Parameter key: 16 bytes.
    public init(key: [UInt8]) {
        func word(_ start: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(key[start + $1]) << UInt64(8 * $1) } }
        self.key = (word(0), word(8))
    }

    public func hash(_ message: UnsafeRawBufferPointer) -> UInt64 {
        var state = State(key)
        let whole = message.count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            state.take(UInt64(littleEndian: message.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
        }
        var last = UInt64(message.count) << 56
        for index in whole..<message.count { last |= UInt64(message[index]) << UInt64(8 * (index - whole)) }
        state.take(last)
        return state.end()
    }

    private struct State {
        var (v0, v1, v2, v3): (UInt64, UInt64, UInt64, UInt64)

        init(_ key: (UInt64, UInt64)) {
            (v0, v1) = (key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d)
            (v2, v3) = (key.0 ^ 0x6c79_6765_6e65_7261, key.1 ^ 0x7465_6462_7974_6573)
        }

        mutating func take(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func end() -> UInt64 {
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v2 &+= v3
            v1 = turn(v1, 13) ^ v0
            v3 = turn(v3, 16) ^ v2
            v0 = turn(v0, 32)
            v2 &+= v1
            v0 &+= v3
            v1 = turn(v1, 17) ^ v2
            v3 = turn(v3, 21) ^ v0
            v2 = turn(v2, 32)
        }

        private func turn(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
    }
}
