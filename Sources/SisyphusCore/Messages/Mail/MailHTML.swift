/// The HTML of a mail: the facts of the text in tables. Everything foreign is escaped.
struct MailHTML {
    let mail: MailMessage

    init(_ mail: MailMessage) { self.mail = mail }

    /// Cut as a whole it would be broken, so each text in it is.
    private static let maxText = 8 << 10

    var text: String {
        let title = HTMLText.escape("\(mail.report.state(mail.occasion)): \(mail.report.label) for \(mail.report.origin)")
        var html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>\(title)</title>\n</head>\n"
        html += "<body style=\"font-family: monospace\">\n<h1>\(title)</h1>\n" + table(mail.facts)
        for (index, message) in mail.messages.enumerated() where html.utf8.count < MailMessage.maxBody {
            html += "<hr>\n<h2>#\(index + 1): \(message.kind == .exception ? "Exception" : "Message")</h2>\n"
            html += table(mail.facts(of: message))
            if let traceback = message.traceback { html += "<h3>Traceback</h3>\n" + block(traceback) }
        }
        if let more = mail.more { html += "<hr>\n<p>\(more).</p>\n" }
        if !mail.report.lastLines.isEmpty {
            html += "<hr>\n<h2>Last lines</h2>\n" + block(mail.report.lastLines.joined(separator: "\n"))
        }
        return html + "</body>\n</html>\n"
    }

    private func table(_ rows: [(label: String, value: String)]) -> String {
        let cells = rows.map { row in
            let value = HTMLText.escape(TextCut.head(row.value, bytes: Self.maxText))
            return "<tr><th style=\"text-align: right; vertical-align: top\">\(row.label)</th>"
                + "<td style=\"white-space: pre-wrap\">\(value)</td></tr>\n"
        }
        return "<table>\n" + cells.joined() + "</table>\n"
    }

    private func block(_ text: String) -> String {
        "<pre>\(HTMLText.escape(TextCut.tail(text, bytes: Self.maxText)))</pre>\n"
    }
}
