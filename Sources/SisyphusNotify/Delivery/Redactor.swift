import SisyphusCore

/// Takes secrets out of what servers and libraries say.
public struct Redactor: Sendable {
    private let secrets: [String]

    /// - Parameter secrets: what is shorter than 4 characters is no secret and would make texts unreadable.
    public init(_ secrets: [String]) {
        self.secrets = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    public func clean(_ text: String) -> String {
        var text = text
        for secret in secrets {
            while let range = text.firstRange(of: secret) { text.replaceSubrange(range, with: "•••") }
        }
        return text
    }
}
