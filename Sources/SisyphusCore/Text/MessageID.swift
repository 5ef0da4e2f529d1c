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
