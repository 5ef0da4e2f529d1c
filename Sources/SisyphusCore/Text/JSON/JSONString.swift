/// The inside of JSON strings (RFC 8259, section 7).
enum JSONString {
    /// The first byte that must be escaped, or the end.
    @inline(__always)
    static func plain(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        var at = start
        let space = SIMD16<UInt8>(repeating: 0x20)
        let quote = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslash = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        while end - at >= 16 {
            let bytes = UnsafeRawPointer(at).loadUnaligned(as: SIMD16<UInt8>.self)
            let special = (bytes .< space) .| (bytes .== quote) .| (bytes .== backslash)
            if any(special) { break }
            at += 16
        }
        while at < end, at.pointee >= 0x20, at.pointee != UInt8(ascii: "\""), at.pointee != UInt8(ascii: "\\") { at += 1 }
        return at
    }

    /// Appends a text, its quotes, backslashes and control characters escaped, everything else as UTF-8.
    static func append(_ text: String, to buffer: ByteBuffer) {
        var text = text
        text.withUTF8 { bytes in
            guard var at = bytes.baseAddress else { return }
            let end = at + bytes.count
            var kept = at
            while at < end {
                let byte = at.pointee
                if byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    buffer.append(UnsafeRawBufferPointer(start: kept, count: at - kept))
                    appendEscape(UInt32(byte), to: buffer)
                    kept = at + 1
                }
                at += 1
            }
            buffer.append(UnsafeRawBufferPointer(start: kept, count: end - kept))
        }
    }

    /// The first byte that is not printable ASCII or must be escaped, or the end: what comes before it is text and JSON alike.
    @inline(__always)
    static func printable(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        var at = start
        while end - at >= 16 {
            let bytes = UnsafeRawPointer(at).loadUnaligned(as: SIMD16<UInt8>.self)
            if any(isSpecial(bytes)) { break }
            at += 16
        }
        if at < end, end - start >= 16 {
            // The last 16 bytes at once, some of them for the second time, are fewer steps than the rest one by one.
            let bytes = UnsafeRawPointer(end - 16).loadUnaligned(as: SIMD16<UInt8>.self)
            if end - at < 16, !any(isSpecial(bytes)) { return end }
        }
        while at < end, at.pointee &- 0x20 < 0x5f, at.pointee != UInt8(ascii: "\""), at.pointee != UInt8(ascii: "\\") { at += 1 }
        return at
    }

    @inline(__always)
    private static func isSpecial(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
        let (space, printable) = (SIMD16<UInt8>(repeating: 0x20), SIMD16<UInt8>(repeating: 0x5f))
        let (quote, backslash) = (SIMD16<UInt8>(repeating: UInt8(ascii: "\"")), SIMD16<UInt8>(repeating: UInt8(ascii: "\\")))
        return ((bytes &- space) .>= printable) .| (bytes .== quote) .| (bytes .== backslash)
    }

    /// Appends a text whose further characters are escaped too that a terminal should not get.
    /// - Returns: false if it is not UTF-8; some of it is appended then.
    @discardableResult
    static func appendShowable(_ text: UnsafeRawBufferPointer, to buffer: ByteBuffer) -> Bool {
        guard var at = text.bindMemory(to: UInt8.self).baseAddress else { return true }
        let end = at + text.count
        var kept = at
        while true {
            at = printable(at, end)
            guard at < end else { break }
            guard let (value, length) = UTF8Reader.scalar(at, end) else { return false }
            if value == 0x22 || value == 0x5c || value == 0x09 || !Sanitizer.isShowable(value) {
                buffer.append(UnsafeRawBufferPointer(start: kept, count: at - kept))
                appendEscape(value, to: buffer)
                kept = at + length
            }
            at += length
        }
        buffer.append(UnsafeRawBufferPointer(start: kept, count: at - kept))
        return true
    }

    /// Appends the escape of a character of the basic plane; at most six bytes.
    static func appendEscape(_ value: UInt32, to buffer: ByteBuffer) {
        switch value {
        case 0x22: buffer.append("\\\"")
        case 0x5c: buffer.append("\\\\")
        case 0x0a: buffer.append("\\n")
        case 0x09: buffer.append("\\t")
        default:
            buffer.append("\\u")
            for shift: UInt32 in [12, 8, 4, 0] { buffer.append(Hex.digit(UInt8(truncatingIfNeeded: value >> shift & 15))) }
        }
    }

    /// Appends what a string means. `false`: it has an escape that JSON does not know.
    static func appendMeaning(_ text: UnsafeRawBufferPointer, to buffer: ByteBuffer) -> Bool {
        guard var at = text.bindMemory(to: UInt8.self).baseAddress else { return true }
        let end = at + text.count
        while let mark = ByteScan.first(UInt8(ascii: "\\"), at, end) {
            buffer.append(UnsafeRawBufferPointer(start: at, count: mark - at))
            guard mark + 1 < end else { return false }
            at = mark + 2
            switch mark[1] {
            case UInt8(ascii: "n"): buffer.append(0x0a)
            case UInt8(ascii: "t"): buffer.append(0x09)
            case UInt8(ascii: "r"): buffer.append(0x0d)
            case UInt8(ascii: "b"): buffer.append(0x08)
            case UInt8(ascii: "f"): buffer.append(0x0c)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(mark[1])
            case UInt8(ascii: "u"):
                guard let scalar = scalar(&at, end) else { return false }
                buffer.append(String(scalar))
            default: return false
            }
        }
        buffer.append(UnsafeRawBufferPointer(start: at, count: end - at))
        return true
    }

    /// The character of `XXXX`, or of two of them that form a pair (`XXXX\uXXXX`).
    private static func scalar(_ at: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Unicode.Scalar? {
        guard let high = codeUnit(&at, end) else { return nil }
        guard UTF16.isLeadSurrogate(high) else { return Unicode.Scalar(high) }
        guard end - at >= 2, at[0] == UInt8(ascii: "\\"), at[1] == UInt8(ascii: "u") else { return nil }
        at += 2
        guard let low = codeUnit(&at, end), UTF16.isTrailSurrogate(low) else { return nil }
        return Unicode.Scalar(0x10000 + (UInt32(high) - 0xd800) << 10 + (UInt32(low) - 0xdc00))
    }

    private static func codeUnit(_ at: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UInt16? {
        guard end - at >= 4 else { return nil }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Hex.value(at.pointee) else { return nil }
            value = value << 4 | UInt16(digit)
            at += 1
        }
        return value
    }
}
