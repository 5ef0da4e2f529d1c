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
