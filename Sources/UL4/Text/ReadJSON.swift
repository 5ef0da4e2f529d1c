/// Reads JSON into values.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// - Throws: `ValueError` that names the offset of what is wrong.
    static func read(_ text: String) throws -> Value {
        var reader = JSONReader(bytes: Array(text.utf8))
        let value = try reader.value()
        reader.skipSpace()
        guard reader.position == reader.bytes.count else { throw reader.error("extra data") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func error(_ what: String) -> UL4Error { UL4Error("JSONDecodeError", "\(what) at byte \(position) of the JSON text") }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count, bytes[position..<position + count].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count)) else {
            return false
        }
        position += count
        return true
    }

    private mutating func value() throws -> Value {
        skipSpace()
        depth += 1
        defer { depth -= 1 }
        guard depth <= 200 else { throw UL4Error.recursion }
        switch next {
        case UInt8(ascii: "{"): return try dict()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .string(try string())
        default:
            if take("null") { return .none }
            if take("true") { return .bool(true) }
            if take("false") { return .bool(false) }
            if take("NaN") { return .float(.nan) }
            if take("Infinity") { return .float(.infinity) }
            if take("-Infinity") { return .float(-.infinity) }
            return try number()
        }
    }

    private mutating func list() throws -> Value {
        position += 1
        var items: [Value] = []
        skipSpace()
        if take("]") { return .list(items) }
        while true {
            items.append(try value())
            skipSpace()
            if take("]") { return .list(items) }
            guard take(",") else { throw error("',' or ']' expected") }
        }
    }

    private mutating func dict() throws -> Value {
        position += 1
        let dict = Dict()
        skipSpace()
        if take("}") { return .dict(dict) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("name in double quotes expected") }
            let key = Key(unchecked: .string(try string()))
            skipSpace()
            guard take(":") else { throw error("':' expected") }
            dict[key] = try value()
            skipSpace()
            if take("}") { return .dict(dict) }
            guard take(",") else { throw error("',' or '}' expected") }
        }
    }

    private mutating func number() throws -> Value {
        let start = position
        _ = take("-")
        let first = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > first, bytes[first] != 0x30 || position == first + 1 else {
            position = start
            throw error("value expected")
        }
        var isFloat = false
        if next == UInt8(ascii: "."), position + 1 < bytes.count, (0x30...0x39).contains(bytes[position + 1]) {
            isFloat = true
            position += 1
            while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        }
        if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
            var end = position + 1
            if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end += 1 }
            if end < bytes.count, (0x30...0x39).contains(bytes[end]) {
                isFloat = true
                position = end
                while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
            }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isFloat { return .float(readFloat(text) ?? .nan) }
        guard text.utf8.count <= 4300, let whole = readWhole(text, base: 10) else { throw error("number too long") }
        return Value(whole)
    }

    private mutating func string() throws -> String {
        position += 1
        var result: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case 0..<32: throw error("control character")
            case UInt8(ascii: "\\"):
                guard let escape = next else { throw error("unfinished escape") }
                position += 1
                switch escape {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
                case UInt8(ascii: "b"): result.append(8)
                case UInt8(ascii: "f"): result.append(12)
                case UInt8(ascii: "n"): result.append(10)
                case UInt8(ascii: "r"): result.append(13)
                case UInt8(ascii: "t"): result.append(9)
                case UInt8(ascii: "u"): result += String(try unicodeEscape()).utf8
                default: throw error("unknown escape")
                }
            default: result.append(byte)
            }
        }
        throw error("unfinished string")
    }

    /// The code point of `\uXXXX`, or of two of them; half a pair becomes U+FFFD.
    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        let high = try hexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        let back = position
        if high < 0xDC00, take("\\u") {
            let low = try hexDigits()
            if (0xDC00...0xDFFF).contains(low) { return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))! }
            position = back
        }
        return "\u{FFFD}"
    }

    private mutating func hexDigits() throws -> UInt32 {
        guard position + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16) else {
            throw error("four hexadecimal digits expected")
        }
        position += 4
        return value
    }
}
