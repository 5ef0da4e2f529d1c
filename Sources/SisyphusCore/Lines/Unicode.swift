/// UTF-8, read from bytes that may be anything (The Unicode Standard, table 3-7).
enum UTF8Reader {
    /// The scalar at the start of the bytes and its length, or `nil` when they are not UTF-8. There must be a byte.
    @inline(__always)
    static func scalar(
        _ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> (value: UInt32, length: Int)? {
        let first = at[0]
        if first < 0x80 { return (UInt32(first), 1) }
        guard first >= 0xc2, first <= 0xf4 else { return nil }
        let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        guard end - at >= length else { return nil }
        var value = UInt32(first) & (length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07)
        for index in 1..<length {
            let byte = at[index]
            guard byte & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        switch length {
        case 3: guard value >= 0x800, value < 0xd800 || value > 0xdfff else { return nil }
        case 4: guard value >= 0x10000, value <= 0x10ffff else { return nil }
        default: break
        }
        return (value, length)
    }

    /// The largest length of at most `limit` bytes that does not cut a character in two.
    static func cut(_ bytes: UnsafePointer<UInt8>, count: Int, limit: Int) -> Int {
        guard count > limit else { return count }
        var length = limit
        while length > 0, limit - length < 3, bytes[length] & 0xc0 == 0x80 { length -= 1 }
        let whole = length > 0 && UTF8Reader.scalar(bytes + length, bytes + count) != nil
        return whole ? length : limit
    }

    /// How many of the last bytes (0 to 3) are the beginning of a character whose rest may still come.
    static func unfinishedTail(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        for back in 1...3 where back <= count {
            let byte = bytes[count - back]
            if byte & 0xc0 == 0x80 { continue }
            let length = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1
            return byte < 0xf5 && length > back ? back : 0
        }
        return 0
    }
}
