/// Makes texts fit for one line of a monitor.
public enum HealthText {
    /// Bytes of a whole line.
    public static let limit = 200

    /// The first line that is not blank, without control characters, cut to 200 bytes at a character's end.
    public static func line(_ text: String) -> String {
        let first = text.split(whereSeparator: \.isNewline).map { strip(String($0)) }.first { !$0.isEmpty } ?? ""
        var clean = ""
        clean.unicodeScalars.append(
            contentsOf: first.unicodeScalars.lazy.map { isControl($0) ? " " : $0 })
        guard clean.utf8.count > limit else { return clean }
        return cut(clean, to: limit - 3) + "…"
    }

    /// A text and what must stand after it, however long the text is.
    static func line(_ text: String, then end: String) -> String {
        let text = line(text)
        guard text.utf8.count + end.utf8.count > limit else { return text + end }
        return cut(text, to: max(0, limit - 3 - end.utf8.count)) + "…" + end
    }

    /// The end of a path that would leave no room for anything else.
    static func tail(of path: String) -> String {
        guard path.utf8.count > 150 else { return path }
        var rest = path[...]
        while rest.utf8.count > 147 { rest = rest.dropFirst() }
        return "…" + rest
    }

    /// The text without white space at both ends.
    package static func strip(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        var bytes = 0
        var end = text.unicodeScalars.startIndex
        for index in text.unicodeScalars.indices {
            bytes += UTF8.width(text.unicodeScalars[index])
            if bytes > limit { break }
            end = text.unicodeScalars.index(after: index)
        }
        return String(text.unicodeScalars[..<end])
    }

    /// Control, line-separating and format characters: what a monitor's page or a terminal would act on.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
