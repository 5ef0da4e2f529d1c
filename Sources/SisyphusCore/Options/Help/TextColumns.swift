/// Breaks text into lines for a terminal.
enum TextColumns {
    /// Columns of a whole help text.
    static let width = 96

    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// A term and its explanation beside it, or below it when the term is long.
    static func entry(_ term: String, _ text: String, indent: Int) -> String {
        let lines = wrapped(text, width: width - indent)
        let margin = String(repeating: " ", count: indent)
        var result = term
        if term.count + 2 > indent {
            result += "\n" + margin
        } else {
            result += String(repeating: " ", count: indent - term.count)
        }
        return result + lines.joined(separator: "\n" + margin) + "\n"
    }
}
