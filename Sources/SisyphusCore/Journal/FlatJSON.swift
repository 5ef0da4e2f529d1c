/// Reads one JSON object whose members are strings, numbers or null (RFC 8259): all that a line of a child needs.
enum FlatJSON {
    enum Value: Equatable {
        case text(String)
        /// As it is written.
        case number(String)
        case null
    }

    /// The members in their order, or `nil` when it is no such object or a key comes twice.
    static func object(_ bytes: [UInt8]) -> [(String, Value)]? {
        var reader = Reader(bytes: bytes)
        return reader.object()
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var next: UInt8? { at < bytes.count ? bytes[at] : nil }

        mutating func skipBlanks() {
            while let byte = next, byte == 0x20 || byte == 0x09 { at += 1 }
        }

        mutating func takes(_ byte: UInt8) -> Bool {
            skipBlanks()
            guard next == byte else { return false }
            at += 1
            return true
        }

        mutating func object() -> [(String, Value)]? {
            var members: [(String, Value)] = []
            guard takes(UInt8(ascii: "{")) else { return nil }
            if !takes(UInt8(ascii: "}")) {
                repeat {
                    skipBlanks()
                    guard let key = string(), takes(UInt8(ascii: ":")), let value = value() else { return nil }
                    guard !members.contains(where: { $0.0 == key }) else { return nil }
                    members.append((key, value))
                } while takes(UInt8(ascii: ","))
                guard takes(UInt8(ascii: "}")) else { return nil }
            }
            skipBlanks()
            return at == bytes.count ? members : nil
        }

        mutating func value() -> Value? {
            skipBlanks()
            if next == UInt8(ascii: "\"") { return string().map(Value.text) }
            if bytes[at...].starts(with: Array("null".utf8)) {
                at += 4
                return .null
            }
            return number().map(Value.number)
        }

        mutating func number() -> String? {
            let start = at
            while let byte = next, byte >= 0x30 && byte <= 0x39 || byte == 0x2d || byte == 0x2e { at += 1 }
            let text = String(decoding: bytes[start..<at], as: UTF8.self)
            return Double(text) != nil ? text : nil
        }

        mutating func string() -> String? {
            guard next == UInt8(ascii: "\"") else { return nil }
            at += 1
            var units: [UInt8] = []
            while let byte = next {
                at += 1
                switch byte {
                case UInt8(ascii: "\""):
                    return String(validating: units, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard escape(into: &units) else { return nil }
                case 0..<0x20:
                    return nil
                default:
                    units.append(byte)
                }
            }
            return nil
        }

        mutating func escape(into units: inout [UInt8]) -> Bool {
            guard let byte = next else { return false }
            at += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0c)
            case UInt8(ascii: "n"): units.append(0x0a)
            case UInt8(ascii: "r"): units.append(0x0d)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "u"):
                guard var value = hex() else { return false }
                if value & 0xfc00 == 0xd800 {
                    guard next == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "u") else { return false }
                    at += 2
                    guard let low = hex(), low & 0xfc00 == 0xdc00 else { return false }
                    value = 0x10000 + (value & 0x3ff) << 10 + (low & 0x3ff)
                }
                guard let scalar = Unicode.Scalar(value) else { return false }
                units += Array(String(scalar).utf8)
            default: return false
            }
            return true
        }

        mutating func hex() -> UInt32? {
            guard at + 4 <= bytes.count else { return nil }
            let digits = bytes[at..<(at + 4)]
            at += 4
            guard digits.allSatisfy({ ($0 | 0x20) &- 0x61 < 6 || $0 &- 0x30 < 10 }) else { return nil }
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }
}
