/// Finds single fields in a line of `runs.jsonl` without reading the others: thousands of lines are looked at for two of them each.
///
/// Within a JSON text a quote is always escaped, so `"key":` as bytes can only be a key. A nested object may have a key of the same name; our records
/// have none.
struct RecordScan {
    let line: UnsafeBufferPointer<UInt8>

    /// Whether a string field has this value; `wanted` is `"key":"value"`.
    func has(_ wanted: StaticString) -> Bool { find(wanted) != nil }

    /// A string field in which nothing is escaped; `key` is `"key":"`.
    func text(_ key: StaticString) -> String? {
        guard let start = find(key), let end = line[start...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        return String(decoding: line[start..<end], as: UTF8.self)
    }

    /// A number of seconds, in microseconds; fractions beyond them are cut off. `key` is `"key":`.
    func microseconds(_ key: StaticString) -> Int64? {
        guard var at = find(key) else { return nil }
        var (value, fraction, digits): (Int64, Int?, Int) = (0, nil, 0)
        while at < line.count, digits < 17 {
            let byte = line[at]
            if byte &- UInt8(ascii: "0") < 10 {
                if let places = fraction {
                    if places < 6 { value = value * 10 + Int64(byte - UInt8(ascii: "0")) }
                    fraction = min(places + 1, 6)
                } else {
                    value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                    digits += 1
                }
            } else if byte == UInt8(ascii: "."), fraction == nil {
                fraction = 0
            } else {
                break
            }
            at += 1
        }
        // A sign or an exponent is no number that we write.
        guard digits > 0, digits < 12, at < line.count, line[at] == UInt8(ascii: ",") || line[at] == UInt8(ascii: "}") else { return nil }
        for _ in (fraction ?? 0)..<6 { value *= 10 }
        return value
    }

    /// Where the text behind the first place ends.
    private func find(_ text: StaticString) -> Int? {
        let count = text.utf8CodeUnitCount
        let wanted = text.utf8Start
        var at = 0
        while at + count <= line.count {
            // The second letter is rarer than the quote before it.
            if line[at + 1] == wanted[1], line[at] == wanted[0] {
                var length = 2
                while length < count, line[at + length] == wanted[length] { length += 1 }
                if length == count { return at + count }
            }
            at += 1
        }
        return nil
    }
}
