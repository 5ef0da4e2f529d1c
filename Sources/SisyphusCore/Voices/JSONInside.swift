/// The inside of JSON strings (RFC 8259, section 7).
enum JSONInside {
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

    static func appendEscape(_ byte: UInt8, to buffer: ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): buffer.append("\\\"")
        case UInt8(ascii: "\\"): buffer.append("\\\\")
        case 0x0a: buffer.append("\\n")
        case 0x09: buffer.append("\\t")
        case 0x0d: buffer.append("\\r")
        default:
            buffer.append("\\u00")
            buffer.append(Sanitizer.hexDigit(byte >> 4))
            buffer.append(Sanitizer.hexDigit(byte & 15))
        }
    }

    /// Appends what a string means; its bytes are known to be without a quote. `false`: it has an escape that none of ours writes.
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
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer.append(mark[1])
            case UInt8(ascii: "u"):
                guard end - at >= 4, let value = UInt8(String(decoding: UnsafeRawBufferPointer(start: at, count: 4), as: UTF8.self), radix: 16)
                else { return false }
                buffer.append(value)
                at += 4
            default: return false
            }
        }
        buffer.append(UnsafeRawBufferPointer(start: at, count: end - at))
        return true
    }
}
