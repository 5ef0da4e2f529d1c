import SisyphusCore

/// Breaks text into lines for a terminal.
public enum TextColumns {
    /// The columns of a help text that goes to no terminal.
    public static let usual = 80

    /// The columns of a help text.
    ///
    /// - Parameters:
    ///   - terminal: those of the terminal that it goes to; `nil`: it goes to none.
    ///   - variable: what the environment says in `COLUMNS`, which is stronger.
    /// - Returns: 60 to 100: less breaks option names, more is hard to read.
    public static func width(terminal: Int?, variable: String?) -> Int {
        let asked = variable.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? terminal
        return min(max(asked ?? usual, 60), 100)
    }

    /// Lines that are no longer than so.
    public static func paragraph(_ text: String, width: Int) -> String { wrapped(text, width: width).joined(separator: "\n") }

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
    public static func entry(_ term: String, _ text: String, indent: Int, width: Int) -> String {
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
