import SisyphusCore

/// Header fields of a mail: encoded words (RFC 2047), folded to 76 characters.
enum MailHeader {
    /// An unstructured field such as Subject.
    static func text(_ name: String, _ value: String) -> String {
        let words = TextCut.line(value).split(separator: " ").map { String($0) }
        let isPlain = value.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && !value.contains("=?") && words.allSatisfy { $0.utf8.count <= 60 }
        return fold(name + ":", isPlain ? words : encodedWords(TextCut.line(value)))
    }

    static func addresses(_ name: String, _ list: [MailAddress]) -> String {
        var words: [String] = []
        for (index, one) in list.enumerated() {
            let end = index + 1 < list.count ? "," : ""
            if let shown = one.name {
                words += phrase(shown)
                words.append("<\(one.address)>\(end)")
            } else {
                words.append(one.address + end)
            }
        }
        return fold(name + ":", words)
    }

    /// A field whose value is known to be plain words.
    static func words(_ name: String, _ words: [String]) -> String { fold(name + ":", words) }

    private static func phrase(_ text: String) -> [String] {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && !text.contains("=?") && text.utf8.count <= 60
        guard isPlain else { return encodedWords(text) }
        var quoted = "\""
        for character in text {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.append(character)
        }
        return [quoted + "\""]
    }

    /// Encoded words of at most 75 characters that each hold whole characters.
    private static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        func flush() {
            guard !chunk.isEmpty else { return }
            words.append("=?utf-8?B?" + String(decoding: Base64.encode(chunk), as: UTF8.self) + "?=")
            chunk = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // Short enough for the first one to stand beside the longest of our field names: an empty first line is frowned upon.
            if chunk.count + bytes.count > 36 { flush() }
            chunk += bytes
        }
        flush()
        return words
    }

    private static func fold(_ start: String, _ words: [String]) -> String {
        var result = start
        var width = start.utf8.count
        for (index, word) in words.enumerated() {
            if width + 1 + word.utf8.count > 76, index > 0 || width + 1 + word.utf8.count > 78 {
                result += "\r\n"
                width = 0
            }
            result += " " + word
            width += 1 + word.utf8.count
        }
        return result + "\r\n"
    }
}
