/// Finds single fields in a line of `runs.jsonl` without reading the others: thousands of lines are looked at for a few of them each.
///
/// Within a JSON text a quote is always escaped, so `"key":` as bytes can only be a key. Nested objects have keys too; only those of `environment` may have
/// any name, and it stands last.
package struct RecordScan {
    let line: UnsafeBufferPointer<UInt8>
    /// Where the value of the field began that was looked for last: who asks in the order of the fields reads the line once.
    private var place = 0
    /// Where the names of variables begin, which may be those of fields.
    private var own: Int

    /// `nil`: it is no whole line of an object.
    package init?(_ line: UnsafeBufferPointer<UInt8>) {
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") else { return nil }
        self.line = line
        own = line.count
        // An object that stands last ends just before the line does; whoever rewrites a file may put blanks between them.
        guard line.dropLast().last(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "}") else { return }
        if let environment = end(of: "\"environment\":", from: 0, before: own) { own = environment }
    }

    /// When the run began, or the start was skipped.
    package var start: Timestamp? { mutating get { moment("\"start\":") } }
    package var end: Timestamp? { mutating get { moment("\"end\":") } }
    /// `nil`: a start that was skipped, or a status that this version does not know.
    package var status: Status? {
        mutating get {
            guard let text = text("\"status\":") else { return nil }
            func means(_ status: Status, _ word: StaticString) -> Status? { text.elementsEqual(word) ? status : nil }
            return switch text.first {
            case UInt8(ascii: "s"): means(.successful, "successful")
            case UInt8(ascii: "u"): means(.uneventful, "uneventful")
            case UInt8(ascii: "f"): means(.failed, "failed")
            case UInt8(ascii: "t"): means(.timeout, "timeout")
            case UInt8(ascii: "i"): means(.interrupted, "interrupted")
            default: nil
            }
        }
    }

    /// Of a start that was skipped: whether it was ended while it waited, so that nobody did what it was for.
    package var wasEndedWaiting: Bool { mutating get { text("\"reason\":")?.elementsEqual(SkipReason.interruptedWord) ?? false } }

    /// How long the run took, in microseconds.
    package var elapsed: Int64? { mutating get { microseconds("\"seconds\":") } }

    package var kind: String? { mutating get { text("\"kind\":").map { String(decoding: $0, as: UTF8.self) } } }
    package var isDegraded: Bool { mutating get { find("\"degraded\":").map { line[$0] == UInt8(ascii: "t") } ?? false } }

    /// Whether there is such a key. `key` is `"key":`.
    package mutating func has(_ key: StaticString) -> Bool { find(key) != nil }

    /// Whether the job told numbers. They are an object, and braces are rarer than quotes.
    package var hasMetrics: Bool {
        guard let base = line.baseAddress else { return false }
        let key: StaticString = "\"metrics\":"
        var at = base + 1
        while at < base + own, let brace = ByteScan.first(UInt8(ascii: "{"), at, base + own) {
            var end = brace
            while end > base, end[-1] == UInt8(ascii: " ") { end -= 1 }
            let start = end - key.utf8CodeUnitCount
            if start > base, UnsafeBufferPointer(start: start, count: key.utf8CodeUnitCount).elementsEqual(key) { return true }
            at = brace + 1
        }
        return false
    }

    /// The digits of a number. `key` is `"key":`.
    package mutating func number(_ key: StaticString) -> String? {
        guard let start = find(key) else { return nil }
        let digits = line[start...].prefix { $0 &- UInt8(ascii: "0") < 10 }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }

    /// What a string field means. `key` is `"key":`.
    package mutating func string(_ key: StaticString) -> String? {
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

    /// A moment. `key` is `"key":`.
    private mutating func moment(_ key: StaticString) -> Timestamp? {
        guard let quote = find(key), line[quote] == UInt8(ascii: "\"") else { return nil }
        // As we write them, all are of one length.
        let usual = quote + 33
        if usual < line.count, line[usual] == UInt8(ascii: "\""), let moment = Timestamp(rfc3339: UnsafeBufferPointer(rebasing: line[(quote + 1)..<usual])) {
            return moment
        }
        return text(at: quote).flatMap { Timestamp(rfc3339: $0) }
    }

    /// The value of a string field as it stands there. `key` is `"key":`.
    private mutating func text(_ key: StaticString) -> UnsafeBufferPointer<UInt8>? {
        find(key).flatMap { text(at: $0) }
    }

    private func text(at quote: Int) -> UnsafeBufferPointer<UInt8>? {
        guard line[quote] == UInt8(ascii: "\"") else { return nil }
        let start = quote + 1
        var end = start
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += 1 }
        return UnsafeBufferPointer(rebasing: line[start..<end])
    }

    /// A number of seconds, in microseconds; fractions beyond them are cut off. `key` is `"key":`.
    private mutating func microseconds(_ key: StaticString) -> Int64? {
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
    private mutating func find(_ key: StaticString) -> Int? {
        guard var at = end(of: key, from: place, before: own) ?? (place > 0 ? end(of: key, from: 0, before: place) : nil) else { return nil }
        while at < line.count - 1, line[at] == UInt8(ascii: " ") { at += 1 }
        place = at
        return at < line.count ? at : nil
    }

    /// Where the first such text between two places ends.
    private func end(of text: StaticString, from place: Int, before limit: Int) -> Int? {
        let count = text.utf8CodeUnitCount
        guard let base = line.baseAddress, count <= limit - place else { return nil }
        let wanted = text.utf8Start
        let (quotes, letters) = (SIMD16<UInt8>(repeating: wanted[0]), SIMD16<UInt8>(repeating: wanted[1]))
        var at = base + place
        let end = base + (limit - count)
        // Where in 16 bytes the quote stands before the letter.
        @inline(__always) func found(_ at: UnsafePointer<UInt8>) -> SIMDMask<SIMD16<Int8>> {
            (UnsafeRawPointer(at).loadUnaligned(as: SIMD16<UInt8>.self) .== quotes)
                .& (UnsafeRawPointer(at + 1).loadUnaligned(as: SIMD16<UInt8>.self) .== letters)
        }
        while at <= end {
            // Pieces without it are passed over as a whole, two at a time first.
            while end - at > 32 {
                let halves = unsafeBitCast(found(at) .| found(at + 16), to: SIMD2<UInt64>.self)
                guard halves[0] | halves[1] == 0 else { break }
                at += 32
            }
            if end - at > 16 {
                let halves = unsafeBitCast(found(at), to: SIMD2<UInt64>.self)
                if halves[0] | halves[1] == 0 {
                    at += 16
                    continue
                }
                at += halves[0] != 0 ? halves[0].trailingZeroBitCount >> 3 : 8 + halves[1].trailingZeroBitCount >> 3
            }
            if at[1] == wanted[1], at[0] == wanted[0] {
                var length = 2
                while length < count, at[length] == wanted[length] { length += 1 }
                if length == count { return at - base + count }
            }
            at += 1
        }
        return nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func elementsEqual(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in indices where self[index] != text.utf8Start[index] { return false }
        return true
    }
}
