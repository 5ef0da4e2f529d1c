/// Writes one JSON object on one line, key by key. What is `nil` is left out.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    private var isFirst = true

    public init() {
        bytes.append(UInt8(ascii: "{"))
    }

    public mutating func write(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        begin(key)
        JSONWriter.append(value, to: &bytes)
    }

    public mutating func write(_ key: StaticString, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        begin(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Microseconds, written as seconds with six decimals: `1.500000`.
    public mutating func write(_ key: StaticString, seconds value: Int64?) {
        guard let value else { return }
        begin(key)
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        bytes.append(contentsOf: String(whole).utf8)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDecimal(Int(fraction), width: 6)
    }

    public mutating func write(_ key: StaticString, _ value: Bool) {
        begin(key)
        bytes.append(value ? "true" : "false")
    }

    public mutating func write(_ key: StaticString, _ values: [String]) {
        begin(key)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONWriter.append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The finished object with a line feed.
    public consuming func line() -> [UInt8] {
        bytes.append("}\n")
        return bytes
    }

    /// Appends a JSON string: quotes, backslashes and control characters escaped, everything else as UTF-8.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append("\\\"")
            case UInt8(ascii: "\\"): bytes.append("\\\\")
            case UInt8(ascii: "\n"): bytes.append("\\n")
            case UInt8(ascii: "\t"): bytes.append("\\t")
            case 0..<0x20, 0x7f:
                bytes.append("\\u00")
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private mutating func begin(_ key: StaticString) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(UInt8(ascii: "\""))
        bytes.append(key)
        bytes.append("\":")
    }
}
