/// Reads the permission bits of log files: `0600`, `0640`, `0644`.
enum LogModeText {
    static let accepted = "0600, 0640, 0644 or another octal mode that lets the owner read and write and nobody else write or execute"

    static func read(_ text: String) -> UInt16? {
        guard (3...4).contains(text.utf8.count), let mode = UInt16(text, radix: 8), text.utf8.allSatisfy(\.isDigit) else { return nil }
        return mode & 0o600 == 0o600 && mode & ~0o644 == 0 ? mode : nil
    }
}

extension ValueParser<UInt16?> {
    package static var logMode: ValueParser {
        .parsed(accepts: LogModeText.accepted) { text throws(Refusal) in
            guard let mode = LogModeText.read(text) else { throw Refusal("it is not such a mode") }
            return mode
        } write: {
            $0.map { "0" + String($0, radix: 8) }
        }
    }
}
