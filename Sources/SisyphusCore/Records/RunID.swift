/// The name that a run bears everywhere: in records, in `run.state`, in the environment of its processes.
public enum RunID {
    /// 26 letters and digits that sort by start time: 10 for the milliseconds, 16 for the randomness
    /// (the form of a ULID, Crockford's alphabet in lower case).
    public static func text(start: Timestamp, random: (UInt64, UInt64)) -> String {
        var value =
            (UInt128(UInt64(max(0, start.microseconds / 1000)) & 0xffff_ffff_ffff) << 80)
            | (UInt128(random.0 & 0xffff) << 64) | UInt128(random.1)
        var digits = [UInt8](repeating: 0, count: 26)
        for index in digits.indices.reversed() {
            digits[index] = alphabet[Int(value & 31)]
            value >>= 5
        }
        return digits.text
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}

/// Identifiers that are derived from a run, so that a message that is sent again can be recognised.
public enum MessageID {
    /// 32 hexadecimal digits in the form of a UUID of version 4.
    public static func hex(_ run: String, _ purpose: String) -> String {
        var bytes = Array(SHA256.hash(Array("\(run) \(purpose)".utf8))[..<16])
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        return bytes.map(Hex.pair).joined()
    }

    /// The same with hyphens.
    public static func uuid(_ run: String, _ purpose: String) -> String {
        let digits = Array(hex(run, purpose))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}
