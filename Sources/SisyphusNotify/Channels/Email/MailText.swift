import SisyphusCore

/// The plain text of a mail.
struct MailText {
    let mail: MailMessage

    init(_ mail: MailMessage) { self.mail = mail }

    private static let rule = "\n" + String(repeating: "-", count: 80) + "\n\n"

    var text: String {
        var text = mail.firstFacts.map(row).joined()
        let lines = mail.lastLines
        if !lines.isEmpty {
            text += (lines.count == 1 ? "\nThe last line" : "\nThe last \(lines.count) lines") + " of the log:\n\n"
            for line in lines { text += "    \(line)\n" }
        }
        text += Self.rule + mail.facts.map(row).joined()
        for (index, message) in mail.shown.enumerated() {
            text += Self.rule + "#\(index + 1): \(message.kind == .exception ? "Exception" : "Message")\n\n"
            text += mail.facts(of: message).map(row).joined()
            if let traceback = message.traceback { text += "\n\(TextCut.tail(traceback, bytes: MailMessage.maxText))\n" }
        }
        if let more = mail.more { text += Self.rule + more + ".\n" }
        return text
    }

    /// The label is padded to 11 characters, further lines of the value stand below the first.
    private func row(_ fact: (label: String, value: String)) -> String {
        let label = fact.label + String(repeating: " ", count: max(11 - fact.label.count, 0))
        let lines = fact.value.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { ($0 == 0 ? label : String(repeating: " ", count: 11)) + ": \($1)\n" }.joined()
    }
}
