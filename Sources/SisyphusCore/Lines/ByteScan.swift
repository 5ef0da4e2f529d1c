/// Searches in bytes, 16 at a time: this is where the time of a talkative job goes.
enum ByteScan {
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d

    /// The first line feed and whether all before it is surely plain: ASCII without controls other than TAB.
    ///
    /// `plain` may be false although the line is plain when the next line, seen in the same 16 bytes, is not.
    @inline(__always)
    static func line(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> (lineFeed: UnsafePointer<UInt8>?, plain: Bool) {
        var at = start
        let feed = SIMD16<UInt8>(repeating: 0x0a)
        let tab = SIMD16<UInt8>(repeating: 0x09)
        let space = SIMD16<UInt8>(repeating: 0x20)
        let printable = SIMD16<UInt8>(repeating: 0x5f)
        var suspicious = SIMD16<UInt8>(repeating: 0)
        while end - at >= 16 {
            let bytes = UnsafeRawPointer(at).loadUnaligned(as: SIMD16<UInt8>.self)
            let feeds = unsafeBitCast(bytes .== feed, to: SIMD2<UInt64>.self)
            let odd = ((bytes &- space) .>= printable) .& (bytes .!= tab) .& (bytes .!= feed)
            suspicious |= unsafeBitCast(odd, to: SIMD16<UInt8>.self)
            if feeds[0] | feeds[1] != 0 {
                let offset =
                    feeds[0] != 0
                    ? feeds[0].trailingZeroBitCount >> 3 : 8 + feeds[1].trailingZeroBitCount >> 3
                return (at + offset, isZero(suspicious))
            }
            at += 16
        }
        var plain = isZero(suspicious)
        while at < end {
            let byte = at.pointee
            if byte == lineFeed { return (at, plain) }
            if byte &- 0x20 >= 0x5f, byte != 0x09 { plain = false }
            at += 1
        }
        return (nil, plain)
    }

    /// The first place of `byte`.
    static func first(_ byte: UInt8, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        var at = start
        let wanted = SIMD16<UInt8>(repeating: byte)
        while end - at >= 16 {
            let bytes = UnsafeRawPointer(at).loadUnaligned(as: SIMD16<UInt8>.self)
            if !isZero(unsafeBitCast(bytes .== wanted, to: SIMD16<UInt8>.self)) { break }
            at += 16
        }
        while at < end {
            if at.pointee == byte { return at }
            at += 1
        }
        return nil
    }

    /// The last place of `byte`.
    static func last(_ byte: UInt8, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        var end = end
        let wanted = SIMD16<UInt8>(repeating: byte)
        while end - start >= 32 {
            let high = UnsafeRawPointer(end - 16).loadUnaligned(as: SIMD16<UInt8>.self) .== wanted
            let low = UnsafeRawPointer(end - 32).loadUnaligned(as: SIMD16<UInt8>.self) .== wanted
            if !isZero(unsafeBitCast(high .| low, to: SIMD16<UInt8>.self)) { break }
            end -= 32
        }
        while end - start >= 16 {
            let bytes = UnsafeRawPointer(end - 16).loadUnaligned(as: SIMD16<UInt8>.self)
            let halves = unsafeBitCast(bytes .== wanted, to: SIMD2<UInt64>.self)
            if halves[1] != 0 { return end - 1 - (halves[1].leadingZeroBitCount >> 3) }
            if halves[0] != 0 { return end - 9 - (halves[0].leadingZeroBitCount >> 3) }
            end -= 16
        }
        while end > start {
            end -= 1
            if end.pointee == byte { return end }
        }
        return nil
    }

    /// How often `byte` occurs.
    static func count(_ byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for candidate in bytes { count &+= candidate == byte ? 1 : 0 }
        return count
    }

    @inline(__always)
    private static func isZero(_ bytes: SIMD16<UInt8>) -> Bool {
        let halves = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
        return halves[0] | halves[1] == 0
    }
}
