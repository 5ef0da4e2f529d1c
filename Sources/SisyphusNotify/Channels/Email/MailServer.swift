import SisyphusCore

/// Where a mail server is: `HOST`, `HOST:PORT`, `[ADDRESS]:PORT`, or an address with colons.
struct MailServer: Equatable {
    let host: String
    let port: Int?

    /// - Returns: `nil` if it cannot be one.
    init?(_ text: String) {
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        let end = text.hasPrefix("[") ? text.lastIndex(of: "]").map { text.index(after: $0) } : colons == 1 ? text.firstIndex(of: ":") : text.endIndex
        guard let end else { return nil }
        host = String(text[..<end])
        guard 1...255 ~= host.utf8.count, !host.hasPrefix("-"),
            host.utf8.allSatisfy({ $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "-.:[]".utf8.contains($0) })
        else { return nil }
        if end == text.endIndex {
            port = nil
        } else {
            let digits = text[end...].dropFirst()
            guard text[end] == ":", digits.utf8.allSatisfy(\.isDigit), let number = Int(digits), 1...65_535 ~= number else { return nil }
            port = number
        }
    }
}
