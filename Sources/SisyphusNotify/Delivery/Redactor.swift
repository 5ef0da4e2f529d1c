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
            while let range = text.firstRange(of: secret) { text.replaceSubrange(range, with: Self.mark) }
        }
        return withoutUserParts(withoutBeginning(text))
    }

    /// A library's texts are cut at a fixed size, in the middle of what they quote.
    private func withoutBeginning(_ text: String) -> String {
        for secret in secrets {
            var beginning = secret.dropLast()
            while beginning.utf8.count >= 4 {
                if text.hasSuffix(beginning) { return text.dropLast(beginning.count) + Self.mark }
                beginning.removeLast()
            }
        }
        return text
    }

    /// Whoever an address belongs to, what stands before its host is nobody's business.
    private func withoutUserParts(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var parts = text.split(separator: "://", omittingEmptySubsequences: false).map { String($0) }
        for place in parts.indices.dropFirst() {
            let address = parts[place].prefix { !$0.isWhitespace && $0 != "'" && $0 != "\"" && $0 != "/" && $0 != "?" }
            if let at = address.lastIndex(of: "@") { parts[place].replaceSubrange(..<at, with: Self.mark) }
        }
        return parts.joined(separator: "://")
    }
}
