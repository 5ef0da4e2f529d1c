/// A JSON value (RFC 8259), read or to be written.
public enum JSONValue: Equatable, Sendable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    case null
    case bool(Bool)
    /// The digits as they were written: what needs an integer must not lose one in a floating point number.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// The members in their order.
    case object([(key: String, value: JSONValue)])

    public static func == (one: JSONValue, other: JSONValue) -> Bool { one.bytes == other.bytes }
}

// MARK: Values to be written

extension JSONValue {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }

    /// An object of those members that have a value.
    public static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { member in member.value.map { (member.key, $0) } })
    }

    public static func text(_ value: String?) -> JSONValue? { value.map(JSONValue.string) }
    public static func int(_ value: Int64) -> JSONValue { .number(String(value)) }
    public static func number(_ value: (some BinaryInteger)?) -> JSONValue? { value.map { .number(String($0)) } }

    /// Microseconds, written as seconds with six decimals: `1.500000`.
    public static func seconds(_ microseconds: Int64) -> JSONValue {
        var digits: [UInt8] = microseconds < 0 ? [UInt8(ascii: "-")] : []
        digits.appendDecimal(Int(microseconds.magnitude / 1_000_000), width: 1)
        digits.append(UInt8(ascii: "."))
        digits.appendDecimal(Int(microseconds.magnitude % 1_000_000), width: 6)
        return .number(digits.text)
    }

    /// On one line, without blanks.
    public var bytes: [UInt8] {
        let buffer = ByteBuffer()
        append(to: buffer)
        return buffer.array
    }

    func append(to buffer: ByteBuffer) {
        switch self {
        case .null: buffer.append("null")
        case .bool(let value): buffer.append(value ? "true" : "false")
        case .number(let digits): buffer.append(digits)
        case .string(let text): JSONValue.append(text, to: buffer)
        case .array(let values):
            buffer.append("[")
            for (index, value) in values.enumerated() {
                if index > 0 { buffer.append(",") }
                value.append(to: buffer)
            }
            buffer.append("]")
        case .object(let members):
            buffer.append("{")
            for (index, member) in members.enumerated() {
                if index > 0 { buffer.append(",") }
                JSONValue.append(member.key, to: buffer)
                buffer.append(":")
                member.value.append(to: buffer)
            }
            buffer.append("}")
        }
    }

    private static func append(_ text: String, to buffer: ByteBuffer) {
        buffer.append("\"")
        JSONString.append(text, to: buffer)
        buffer.append("\"")
    }
}

// MARK: Values that were read

extension JSONValue {
    /// Reads one value with nothing but white space around it; `nil` if the bytes are anything else, are not UTF-8, or are
    /// nested deeper than 64 levels.
    public init?(_ bytes: some Sequence<UInt8>) {
        let value = Array(bytes).withUnsafeBytes { bytes -> JSONValue? in
            guard var reader = JSONScanner(bytes), let value = JSONValue(&reader, depth: 0) else { return nil }
            reader.skipSpace()
            return reader.isAtEnd ? value : nil
        }
        guard let value else { return nil }
        self = value
    }

    /// The last value of a key.
    public subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members.last { $0.key == key }?.value } else { nil }
    }

    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var int: Int64? {
        if case .number(let digits) = self { Int64(digits) } else { nil }
    }

    public var double: Double? {
        if case .number(let digits) = self { Double(digits) } else { nil }
    }

    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    public var strings: [String]? {
        guard case .array(let values) = self else { return nil }
        let texts = values.compactMap(\.string)
        return texts.count == values.count ? texts : nil
    }

    private init?(_ reader: inout JSONScanner, depth: Int) {
        reader.skipSpace()
        guard depth < 64, let byte = reader.next else { return nil }
        switch byte {
        case UInt8(ascii: "{"):
            var members: [(key: String, value: JSONValue)] = []
            let isWhole = JSONValue.readList(&reader, end: UInt8(ascii: "}")) { reader in
                reader.skipSpace()
                guard let key = JSONValue.text(&reader) else { return false }
                reader.skipSpace()
                guard reader.take(UInt8(ascii: ":")), let value = JSONValue(&reader, depth: depth + 1) else { return false }
                members.append((key, value))
                return true
            }
            guard isWhole else { return nil }
            self = .object(members)
        case UInt8(ascii: "["):
            var values: [JSONValue] = []
            let isWhole = JSONValue.readList(&reader, end: UInt8(ascii: "]")) { reader in
                guard let value = JSONValue(&reader, depth: depth + 1) else { return false }
                values.append(value)
                return true
            }
            guard isWhole else { return nil }
            self = .array(values)
        case UInt8(ascii: "\""):
            guard let text = JSONValue.text(&reader) else { return nil }
            self = .string(text)
        default:
            if reader.take("null") {
                self = .null
            } else if reader.take("true") {
                self = true
            } else if reader.take("false") {
                self = false
            } else if let digits = reader.number() {
                self = .number(digits)
            } else {
                return nil
            }
        }
    }

    /// Reads what stands between brackets, item by item.
    private static func readList(_ reader: inout JSONScanner, end: UInt8, item: (inout JSONScanner) -> Bool) -> Bool {
        _ = reader.take(end == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "["))
        reader.skipSpace()
        if reader.take(end) { return true }
        repeat {
            guard item(&reader) else { return false }
            reader.skipSpace()
        } while reader.take(UInt8(ascii: ","))
        return reader.take(end)
    }

    private static func text(_ reader: inout JSONScanner) -> String? {
        guard let inside = reader.string() else { return nil }
        let buffer = ByteBuffer(capacity: inside.count)
        return JSONString.appendMeaning(inside, to: buffer) ? String(validating: buffer.bytes, as: UTF8.self) : nil
    }
}
