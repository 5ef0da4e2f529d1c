/// Finds single fields in a line of `runs.jsonl` without reading the others: thousands of lines are looked at for a few of them each.
///
/// Within a JSON text a quote is always escaped, so `"key":` as bytes can only be a key. A nested object may have a key of the same name; ours stand
/// behind the fields that are looked for.
package struct RecordScan {
    let line: UnsafeBufferPointer<UInt8>

    /// `nil`: it is no whole line of an object.
    package init?(_ line: UnsafeBufferPointer<UInt8>) {
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") else { return nil }
        self.line = line
    }

    /// When the run began, or the start was skipped.
    package var start: Timestamp? { text("\"start\":").flatMap { Timestamp(rfc3339: $0) } }
    package var end: Timestamp? { text("\"end\":").flatMap { Timestamp(rfc3339: $0) } }
    /// `nil`: a start that was skipped, or a status that this version does not know.
    package var status: Status? {
        guard let text = text("\"status\":") else { return nil }
        return switch text.first {
        case UInt8(ascii: "s") where text.elementsEqual("successful".utf8): .successful
        case UInt8(ascii: "u") where text.elementsEqual("uneventful".utf8): .uneventful
        case UInt8(ascii: "f") where text.elementsEqual("failed".utf8): .failed
        case UInt8(ascii: "t") where text.elementsEqual("timeout".utf8): .timeout
        case UInt8(ascii: "i") where text.elementsEqual("interrupted".utf8): .interrupted
        default: nil
        }
    }

    /// How long the run took, in microseconds.
    package var elapsed: Int64? { microseconds("\"seconds\":") }

    package var kind: String? { text("\"kind\":").map { String(decoding: $0, as: UTF8.self) } }
    package var isDegraded: Bool { find("\"degraded\":").map { line[$0] == UInt8(ascii: "t") } ?? false }

    /// The digits of a number. `key` is `"key":`.
    package func number(_ key: StaticString) -> String? {
        guard let start = find(key) else { return nil }
        let digits = line[start...].prefix { $0 &- UInt8(ascii: "0") < 10 }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }

    /// What a string field means. `key` is `"key":`.
    package func string(_ key: StaticString) -> String? {
        guard let quote = find(key), line[quote] == UInt8(ascii: "\"") else { return nil }
        let start = quote + 1
        var (end, isPlain) = (start, true)
        while end < line.count, line[end] != UInt8(ascii: "\"") {
            if line[end] == UInt8(ascii: "\\") {
                isPlain = false
                end += 1
            }
            end += 1
        }
        guard end < line.count else { return nil }
        return isPlain ? String(validating: line[start..<end], as: UTF8.self) : JSONValue(line[quote...end])?.string
    }

    /// The value of a string field as it stands there. `key` is `"key":`.
    private func text(_ key: StaticString) -> UnsafeBufferPointer<UInt8>? {
        guard let quote = find(key), line[quote] == UInt8(ascii: "\"") else { return nil }
        let start = quote + 1
        var end = start
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += 1 }
        return UnsafeBufferPointer(rebasing: line[start..<end])
    }

    /// A number of seconds, in microseconds; fractions beyond them are cut off. `key` is `"key":`.
    private func microseconds(_ key: StaticString) -> Int64? {
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

    /// Where the value behind a key begins. Whoever rewrites a file may put blanks before it.
    private func find(_ text: StaticString) -> Int? {
        guard var at = end(of: text) else { return nil }
        while at < line.count - 1, line[at] == UInt8(ascii: " ") { at += 1 }
        return at < line.count ? at : nil
    }

    /// Where the text behind the first place ends.
    private func end(of text: StaticString) -> Int? {
        let count = text.utf8CodeUnitCount
        guard let base = line.baseAddress, count <= line.count else { return nil }
        let wanted = text.utf8Start
        let (quote, letter) = (wanted[0], wanted[1])
        var at = base
        let end = base + (line.count - count)
        let letters = SIMD16<UInt8>(repeating: letter)
        while at <= end {
            // Pieces without the letter behind the quote are passed over as a whole.
            if end - at > 16, !any(UnsafeRawPointer(at + 1).loadUnaligned(as: SIMD16<UInt8>.self) .== letters) {
                at += 16
                continue
            }
            if at[1] == letter, at[0] == quote {
                var length = 2
                while length < count, at[length] == wanted[length] { length += 1 }
                if length == count { return at - base + count }
            }
            at += 1
        }
        return nil
    }
}
