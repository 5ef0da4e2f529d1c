/// The words of a command without what is secret by its form, as logs, records and messages show it: `--password=•••`, `--token •••`, `PGPASSWORD=•••`,
/// `https://user:•••@host`. What a job is given as a secret in another form cannot be known.
public enum MaskedCommand {
    private static let mark = "•••"
    private static let names = [
        "password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "apikey", "-key", "_key", "credential", "credentials", "auth", "authorization",
        "cookie",
    ]

    public static func words(_ command: [String]) -> [String] {
        var isSecret = false
        // Only of a program that is known: -u 1000:1000 is a user and a group elsewhere.
        let takesLogin = command.contains { $0 == "curl" || $0.hasSuffix("/curl") }
        var isLogin = false
        return command.map { word in
            defer { isLogin = takesLogin && ["-u", "-U", "--user", "--proxy-user"].contains(word) }
            if isLogin, let colon = word.unicodeScalars.firstIndex(of: ":") { return through(colon, of: word) + mark }
            defer { isSecret = isOption(word) && !word.utf8.contains(UInt8(ascii: "=")) && isNamed(word[...]) }
            if isSecret, !isOption(word) { return mark }
            return masked(word)
        }
    }

    private static func masked(_ word: String) -> String {
        if let header = header(word) { return header }
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) else { return withoutPassword(word) }
        if isNamed(word[..<equals]) { return through(equals, of: word) + mark }
        if isOption(word), let header = header(String(word.unicodeScalars[equals...].dropFirst())) { return through(equals, of: word) + header }
        return withoutPassword(word)
    }

    /// A field of HTTP that holds a secret, `Authorization: •••`; `nil`: it is none.
    private static func header(_ word: String) -> String? {
        guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")), colon > word.startIndex, isNamed(word[..<colon]) else { return nil }
        // Behind the name of a scheme stands a host, behind that of a host a port.
        guard !word[colon...].hasPrefix("://"), word[colon...].hasPrefix(": ") || word[..<colon].lowercased().hasSuffix("authorization") else { return nil }
        return through(colon, of: word) + " " + mark
    }

    /// By scalars: a mark behind that combines belongs to what is secret.
    private static func through(_ index: String.Index, of word: String) -> String { String(word.unicodeScalars[...index]) }

    private static func isOption(_ word: String) -> Bool { word.utf8.first == UInt8(ascii: "-") }

    /// Whether it is the name of an option or a variable that holds a secret. A name is one word: text for a shell is none.
    private static func isNamed(_ name: Substring) -> Bool {
        guard name.utf8.count < 64, !name.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "/") }) else { return false }
        if name == "PWD" || name == "OLDPWD" { return false }
        // Names in capitals are those of variables: what is not kept of an environment is not shown of a command.
        if name.utf8.first != UInt8(ascii: "-"), !name.contains(where: \.isLowercase), StartState.isSecret(String(name)) { return true }
        let name = name.lowercased()
        return names.contains { name.hasSuffix($0) }
    }

    /// `SCHEME://USER:PASSWORD@HOST` with a mark for the password.
    private static func withoutPassword(_ word: String) -> String {
        guard word.utf8.contains(UInt8(ascii: "@")), let scheme = word.utf8.firstRange(of: "://".utf8) else { return word }
        let authority = word.unicodeScalars[scheme.upperBound...].prefix { !"/?# ".unicodeScalars.contains($0) }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return word }
        return through(colon, of: word) + mark + String(word.unicodeScalars[at...])
    }
}
