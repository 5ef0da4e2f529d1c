/// Cuts texts without breaking a character.
package enum TextCut {
    /// At most this many bytes of UTF-8, the mark included that tells of the cut.
    package static func head(_ text: String, bytes limit: Int, mark: String = "…") -> String {
        guard text.utf8.count > limit else { return text }
        return prefix(text, bytes: max(limit - mark.utf8.count, 0)) + mark
    }

    /// The last bytes, beginning at a character.
    package static func tail(_ text: String, bytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var start = text.utf8.index(text.utf8.endIndex, offsetBy: -max(limit, 0))
        while start < text.utf8.endIndex, text.utf8[start] & 0xc0 == 0x80 { start = text.utf8.index(after: start) }
        return String(text[start...])
    }

    /// At most this many Unicode scalars (what Mattermost and Discord count).
    package static func head(_ text: String, scalars limit: Int, mark: String = "…") -> String {
        guard text.unicodeScalars.count > limit else { return text }
        let kept = max(limit - mark.unicodeScalars.count, 0)
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(kept))) + mark
    }

    /// One line: what would begin another is shown as a blank.
    package static func line(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let breaks = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
            result.unicodeScalars.append(breaks ? " " : scalar)
        }
        return result
    }

    private static func prefix(_ text: String, bytes limit: Int) -> String {
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while end > text.utf8.startIndex, text.utf8[end] & 0xc0 == 0x80 { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
