public import SisyphusCore

/// The help of a subcommand, rendered from the rows of its options.
public struct HelpText: Sendable {
    public var usage: String
    public var summary: String
    /// Further paragraphs after the options, each with a heading.
    public var notes: [(heading: String, text: String)] = []

    public init(usage: String, summary: String, notes: [(heading: String, text: String)] = []) {
        self.usage = usage
        self.summary = summary
        self.notes = notes
    }

    /// - Parameter settings: what holds where nobody says anything: the defaults that are shown.
    public func render(_ rows: [OptionRow], of settings: RunSettings = RunSettings(), width: Int) -> String {
        var result = "Usage: \(usage)\n\n" + paragraph(summary, width)
        for group in OptionHeading.allCases {
            let members = rows.filter { $0.group == group }
            if members.isEmpty { continue }
            result += "\n\(group.rawValue):\n"
            for row in members { result += TextColumns.entry(row.term, row.explanation(settings), indent: width < 80 ? width / 3 : 30, width: width) }
        }
        for note in notes { result += "\n\(note.heading):\n" + paragraph(note.text, width, indent: 2) }
        return result
    }

    private func paragraph(_ text: String, _ width: Int, indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            TextColumns.wrapped(String(line), width: width - indent).map { margin + $0 + "\n" }
        }.joined()
    }
}

extension OptionRow {
    /// `  -m, --maxtime TIME`
    var term: String {
        let start = short.map { "  -\($0), " } ?? "      "
        let names = alias.map { "--\(name), --\($0)" } ?? "--\(name)"
        let metavar = metavar
        return start + names + (metavar.isEmpty ? "" : " \(metavar)")
    }

    func explanation(_ settings: RunSettings) -> String { help + (standard(in: settings).map { " (default: \($0))" } ?? "") }
}
