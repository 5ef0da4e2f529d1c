/// How a task is shown: `[INDEX/COUNT] TYPE NAME`, missing parts left out, `?` if nothing is left.
public enum TaskLabel {
    static let maxBytes = 200

    /// As the log shows it: nothing in it can be taken for tags, for the end of the label or for the start of the text.
    public static func log(_ task: LogTask) -> String {
        shown(task, number: { String($0) })
    }

    /// As the process title shows it: with thousands separators.
    public static func title(_ task: LogTask) -> String {
        shown(task, number: grouped)
    }

    private static func shown(_ task: LogTask, number: (Int) -> String) -> String {
        var parts: [String] = []
        if let index = task.index {
            // The index counts from 0 and may be the largest number.
            let shown = number(index == .max ? index : index + 1)
            parts.append(task.count.map { "[\(shown)/\(number($0))]" } ?? "[\(shown)]")
        }
        if let type = task.type, !type.isEmpty { parts.append(type) }
        if let name = task.name, !name.isEmpty { parts.append(name) }
        guard !parts.isEmpty else { return "?" }
        return escaped(parts.joined(separator: " "))
    }

    /// Nothing in what is shown can be taken for another part of the line; what is too long is cut.
    static func escaped(_ label: String) -> String {
        let buffer = ByteBuffer(capacity: label.utf8.count + 16)
        // A label that is far too long need not be looked at to its end.
        let head = Array(label.utf8.prefix(4 * maxBytes))
        head.withUnsafeBytes { Sanitizer(escapes: .escape).append($0, to: buffer) }
        let bytes = buffer.array
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
                result += escape(byte)
            } else if isSeparator(bytes, index) {
                result += escape(byte)
                result.append(bytes[index + 1])
                index += 1
            } else {
                result.append(byte)
            }
            index += 1
        }
        guard result.count > maxBytes || label.utf8.count > head.count else { return String(decoding: result, as: UTF8.self) }
        let mark = "…"
        let length = result.withUnsafeBufferPointer {
            UTF8Reader.cut($0.baseAddress!, count: $0.count, limit: maxBytes - mark.utf8.count)
        }
        return String(decoding: result[..<length], as: UTF8.self) + mark
    }

    /// `::` or `>>` with a blank, the beginning or the end on either side.
    private static func isSeparator(_ bytes: [UInt8], _ index: Int) -> Bool {
        let byte = bytes[index]
        guard byte == UInt8(ascii: ":") || byte == UInt8(ascii: ">"), index + 1 < bytes.count, bytes[index + 1] == byte,
            index == 0 || bytes[index - 1] == UInt8(ascii: " ")
        else { return false }
        return index + 2 == bytes.count || bytes[index + 2] == UInt8(ascii: " ")
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "\\"), UInt8(ascii: "x"), Hex.digit(byte >> 4), Hex.digit(byte & 15)]
    }
}
