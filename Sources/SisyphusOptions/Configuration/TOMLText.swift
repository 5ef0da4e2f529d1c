import SisyphusCore

/// The bytes of a configuration file and how far they are read.
struct TOMLText {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func advance() {
        if offset < bytes.count { offset += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func takeWhile(_ matches: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        takeUpTo(.max, matches)
    }

    mutating func takeUpTo(_ limit: Int, _ matches: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = offset
        while offset < bytes.count, offset - start < limit, matches(bytes[offset]) { offset += 1 }
        return bytes[start..<offset]
    }

    func starts(with prefix: String) -> Bool { bytes[offset...].starts(with: prefix.utf8) }

    var atLineEnd: Bool { peek == 0x0a || starts(with: "\r\n") }

    mutating func takeLineEnd() -> Bool {
        guard atLineEnd else { return false }
        offset += peek == 0x0a ? 1 : 2
        return true
    }

    /// The offset of the first byte that is not UTF-8.
    var firstInvalidByte: Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var end = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { end += UTF8.width(scalar) }
        return end
    }

    func position(of offset: Int) -> (line: Int, column: Int) {
        let before = bytes[..<offset]
        let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let characters = before[start...].count { $0 & 0xc0 != 0x80 }
        return (before.count { $0 == 0x0a } + 1, characters + 1)
    }
}
