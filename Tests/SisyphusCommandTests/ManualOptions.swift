import SisyphusCore

/// The options section of a manual page.
enum ManualOptions {
    /// - Returns: man(7) macros, a subsection per group.
    static func render(_ rows: [OptionRow]) -> String {
        var result = ""
        for group in OptionHeading.allCases {
            let members = rows.filter { $0.group == group }
            if members.isEmpty { continue }
            result += ".SS \(group.rawValue)\n"
            for row in members { result += entry(row) }
        }
        return result
    }

    /// The rows that may stand in a configuration, as keys; man(7) macros.
    static func keys(_ rows: [OptionRow]) -> String {
        rows.filter { $0.places == .everywhere }.map { row in
            let value = row.metavar.isEmpty || row.metavar.hasPrefix("[") ? "true|false" : row.metavar
            return ".TP\n\\fB\(escaped(row.name))\\fR = \\fI\(escaped(value))\\fR\n\(escaped(row.help))\n"
        }.joined()
    }

    private static func entry(_ row: OptionRow) -> String {
        let names = [row.short.map { "-\($0)" }, "--\(row.name)", row.alias.map { "--\($0)" }].compactMap(\.self)
        var term = names.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
        let metavar = row.metavar
        if !metavar.isEmpty { term += " \\fI\(escaped(metavar))\\fR" }
        var lines = [".TP", term, escaped(row.help)]
        if let standard = row.standard() { lines.append(escaped("Default: \(standard).")) }
        if row.places == .commandLineOnly, !row.kind.isAction { lines.append("Only on the command line.") }
        if row.places == .environment { lines.append("Not in the configuration.") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// So that hyphens stay hyphens that can be copied, and nothing is taken for a macro.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "~": result += "\\(ti"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}
