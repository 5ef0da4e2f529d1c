/// Reads JSON (RFC 8259) piece by piece, without making anything of it that is not asked for.
struct JSONScanner {
    private var at: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    /// - Parameter bytes: must outlive the reader. `nil` when there are none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return nil }
        at = base
        end = base + bytes.count
    }

    var isAtEnd: Bool { at == end }
    var next: UInt8? { at < end ? at.pointee : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { at += 1 }
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard at < end, at.pointee == byte else { return false }
        at += 1
        return true
    }

    mutating func take(_ word: StaticString) -> Bool {
        guard rest.starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)) else { return false }
        at += word.utf8CodeUnitCount
        return true
    }

    /// The inside of a string, still escaped.
    mutating func string() -> UnsafeRawBufferPointer? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = at
        var place = JSONString.plain(start, end)
        while place < end, place.pointee == UInt8(ascii: "\\") { place = JSONString.plain(min(place + 2, end), end) }
        guard place < end, place.pointee == UInt8(ascii: "\"") else { return nil }
        at = place + 1
        return UnsafeRawBufferPointer(start: start, count: place - start)
    }

    /// A number as it is written.
    mutating func number() -> String? {
        let start = at
        return skipNumber() ? String(decoding: UnsafeBufferPointer(start: start, count: at - start), as: UTF8.self) : nil
    }

    private mutating func skipNumber() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) {
            guard digits() else { return false }
        }
        if take(UInt8(ascii: ".")) {
            guard digits() else { return false }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() else { return false }
        }
        return true
    }

    /// A number of at most 18 digits.
    mutating func naturalNumber() -> Int? {
        var number = 0
        let start = at
        while at < end, at.pointee &- 0x30 < 10, at - start < 18 {
            number = number * 10 + Int(at.pointee &- 0x30)
            at += 1
        }
        return at > start ? number : nil
    }

    /// The inside of an array of strings without blanks between them.
    mutating func strings() -> UnsafeRawBufferPointer? {
        guard take(UInt8(ascii: "[")) else { return nil }
        let start = at
        while at < end, at.pointee != UInt8(ascii: "]") {
            guard string() != nil else { return nil }
            _ = take(UInt8(ascii: ","))
        }
        guard at < end else { return nil }
        defer { at += 1 }
        return UnsafeRawBufferPointer(start: start, count: at - start)
    }

    /// Whether the bytes are one value, nested no deeper than 64 levels, with nothing but white space around it: makes nothing of it.
    static func isValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard var scanner = JSONScanner(bytes), scanner.skipValue(depth: 0) else { return false }
        scanner.skipSpace()
        return scanner.isAtEnd
    }

    private mutating func skipValue(depth: Int) -> Bool {
        skipSpace()
        guard depth < 64, let byte = next else { return false }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            at += 1
            skipSpace()
            // The closing one is two behind the opening one in ASCII.
            if take(byte + 2) { return true }
            repeat {
                if byte == UInt8(ascii: "{") {
                    skipSpace()
                    guard skipString() else { return false }
                    skipSpace()
                    guard take(UInt8(ascii: ":")) else { return false }
                }
                guard skipValue(depth: depth + 1) else { return false }
                skipSpace()
            } while take(UInt8(ascii: ","))
            return take(byte + 2)
        case UInt8(ascii: "\""): return skipString()
        default: return take("null") || take("true") || take("false") || skipNumber()
        }
    }

    private mutating func skipString() -> Bool {
        guard let inside = string() else { return false }
        var isASCII = true
        for byte in inside where byte >= 0x80 || byte == UInt8(ascii: "\\") { isASCII = false }
        return isASCII || String(validating: inside, as: UTF8.self) != nil && JSONString.appendMeaning(inside, to: ByteBuffer(capacity: inside.count))
    }

    private mutating func digits() -> Bool {
        let start = at
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { at += 1 }
        return at > start
    }

    private var rest: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: at, count: end - at) }
}
