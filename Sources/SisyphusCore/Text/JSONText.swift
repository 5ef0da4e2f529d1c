/// A JSON value to be written; members keep their order. What is `nil` is left out.
public enum JSONText: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    case null
    case bool(Bool)
    case int(Int64)
    /// Microseconds, written as seconds with six decimals.
    case seconds(Int64)
    case string(String)
    case array([JSONText])
    case object([(key: String, value: JSONText)])

    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }

    /// An object of those members that have a value.
    public static func members(_ members: KeyValuePairs<String, JSONText?>) -> JSONText {
        .object(members.compactMap { member in member.value.map { (member.key, $0) } })
    }

    public static func text(_ value: String?) -> JSONText? { value.map(JSONText.string) }
    public static func number(_ value: (some BinaryInteger)?) -> JSONText? { value.map { .int(Int64(clamping: $0)) } }

    /// On one line, without blanks.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append("null")
        case .bool(let value): bytes.append(value ? "true" : "false")
        case .int(let value): bytes.append(contentsOf: String(value).utf8)
        case .seconds(let value):
            if value < 0 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(contentsOf: String(value.magnitude / 1_000_000).utf8)
            bytes.append(UInt8(ascii: "."))
            bytes.appendDecimal(Int(value.magnitude % 1_000_000), width: 6)
        case .string(let text): JSONWriter.append(text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONWriter.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    public static func == (one: JSONText, other: JSONText) -> Bool { one.bytes == other.bytes }
}
