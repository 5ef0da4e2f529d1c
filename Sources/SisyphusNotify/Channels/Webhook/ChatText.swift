import SisyphusCore

/// What messages for chat services have in common.
enum ChatText {
    static func title(_ occasion: Occasion, _ report: RunReport) -> String {
        "\(report.state(occasion)): \(report.label) on \(report.host.name)"
    }

    /// The end of the output; `nil` where it says nothing.
    static func tail(_ occasion: Occasion, _ report: RunReport, bytes: Int) -> String? {
        if occasion.isEnd { return nil }
        return report.lastLines.isEmpty ? nil : TextCut.tail(report.lastLines.joined(separator: "\n"), bytes: bytes)
    }

    /// These receivers know no fence that output could not end, so its backticks become others.
    static func withoutFences(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "`" ? "\u{02cb}" : $0 }))
    }
}
