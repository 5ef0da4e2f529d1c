import SisyphusCore

/// Takes secrets out of what servers and libraries say.
public struct Redactor: Sendable {
    private let secrets: [String]
    private static let mark = "•••"

    /// - Parameter secrets: what is shorter than 4 characters is no secret and would make texts unreadable.
    public init(_ secrets: [String]) {
        self.secrets = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    public func clean(_ text: String) -> String {
        var text = text
        for secret in secrets {
            // By bytes: with a mark behind it that combines, its last character would be another one.
            let parts = text.utf8.split(separator: secret.utf8, omittingEmptySubsequences: false)
            if parts.count > 1 { text = parts.map { String(Substring($0)) }.joined(separator: Self.mark) }
        }
        return withoutUserParts(withoutBeginning(text))
    }

    /// A library's texts are cut at a fixed size, in the middle of what they quote.
    private func withoutBeginning(_ text: String) -> String {
        for secret in secrets {
            for length in stride(from: secret.utf8.count - 1, through: 4, by: -1) where text.utf8.suffix(length).elementsEqual(secret.utf8.prefix(length)) {
                return String(decoding: text.utf8.dropLast(length), as: UTF8.self) + Self.mark
            }
        }
        return text
    }

    /// Whoever an address belongs to, what stands before its host is nobody's business.
    private func withoutUserParts(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var parts = text.unicodeScalars.split(separator: "://".unicodeScalars, omittingEmptySubsequences: false).map { String($0) }
        for place in parts.indices.dropFirst() {
            let address = parts[place].unicodeScalars.prefix { !$0.properties.isWhitespace && !"'\"/?".unicodeScalars.contains($0) }
            if let at = address.lastIndex(of: "@") { parts[place].replaceSubrange(..<at, with: Self.mark) }
        }
        return parts.joined(separator: "://")
    }
}
