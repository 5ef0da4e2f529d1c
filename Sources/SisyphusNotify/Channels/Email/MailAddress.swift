import SisyphusCore

/// A mail address with an optional display name. It holds nothing that could end a header or an SMTP command.
public struct MailAddress: Sendable, Equatable {
    /// What is shown in place of the address.
    public var name: String?
    /// `local@domain`, ASCII.
    public var address: String

    /// What texts are taken, for errors.
    public static let accepted = "ADDRESS or NAME <ADDRESS>, several separated by commas; ADDRESS is local@domain in ASCII"

    /// Whether it is a user of this machine, whom only the program that takes mails there knows.
    var isLocal: Bool { !address.utf8.contains(UInt8(ascii: "@")) }

    /// Reads `a@b` or `Name <a@b>`.
    ///
    /// - Parameter acceptsLocal: whether a name without `@b` will do, a user of this machine.
    public init?(_ text: some StringProtocol, acceptsLocal: Bool = false) {
        let text = String(text).trimmed
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }) else { return nil }
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            address = String(text[text.index(after: open)...].dropLast())
            var shown = text[..<open].trimmed
            if shown.count >= 2, shown.hasPrefix("\""), shown.hasSuffix("\"") { shown = String(shown.dropFirst().dropLast()) }
            name = shown.isEmpty ? nil : shown
        } else {
            address = text
            name = nil
        }
        guard MailAddress.isValid(acceptsLocal && isLocal ? address + "@localhost" : address) else { return nil }
    }

    /// Reads a list. `nil` if one of them is no address.
    public static func list(_ text: String, acceptsLocal: Bool = false) -> [MailAddress]? {
        var quoted = false
        let parts = text.unicodeScalars.split(omittingEmptySubsequences: false) { scalar in
            if scalar == "\"" { quoted.toggle() }
            return scalar == "," && !quoted
        }.map { String($0) }
        let addresses = parts.map { MailAddress($0, acceptsLocal: acceptsLocal) }
        return addresses.contains { $0 == nil } ? nil : addresses.compactMap { $0 }
    }

    /// Dot-atoms on both sides of one `@` (RFC 5322, 3.4.1; quoted local parts are not accepted), within the limits of RFC 5321, 4.5.3.1.
    static func isValid(_ address: String) -> Bool {
        let sides = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard sides.count == 2, sides[0].count <= 64, address.utf8.count <= 254 else { return false }
        return isDotAtom(sides[0]) { atext.contains($0) } && isDotAtom(sides[1]) { $0 == UInt8(ascii: "-") || atext.contains($0) && isAlphanumeric($0) }
    }

    private static func isDotAtom(_ text: Substring.UTF8View, _ isAllowed: (UInt8) -> Bool) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.allSatisfy(isAllowed) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }

    private static let atext = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~".utf8)
}
