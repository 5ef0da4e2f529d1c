/// Makes texts fit for one line of a monitor.
public enum HealthText {
    /// Bytes of a whole line.
    public static let limit = 200

    /// The first line that is not blank, without control characters, cut to 200 bytes at a character's end.
    public static func line(_ text: String) -> String {
        let first = text.split(whereSeparator: \.isNewline).map(\.trimmed).first { !$0.isEmpty } ?? ""
        var clean = ""
        clean.unicodeScalars.append(
            contentsOf: first.unicodeScalars.lazy.map { isControl($0) ? " " : $0 })
        return TextCut.head(clean, bytes: limit)
    }

    /// A text and what must stand after it, however long the text is.
    static func line(_ text: String, then end: String) -> String {
        TextCut.head(line(text), bytes: limit - end.utf8.count) + end
    }

    /// The end of a path that would leave no room for anything else.
    static func tail(of path: String) -> String {
        guard path.utf8.count > 150 else { return path }
        var rest = path[...]
        while rest.utf8.count > 147 { rest = rest.dropFirst() }
        return "…" + rest
    }

    /// Control, line-separating and format characters: what a monitor's page or a terminal would act on.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
