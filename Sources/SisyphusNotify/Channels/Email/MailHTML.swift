import SisyphusCore

/// The HTML of a mail: the facts of the text in tables. Everything foreign is escaped.
struct MailHTML {
    let mail: MailMessage

    init(_ mail: MailMessage) { self.mail = mail }

    var text: String {
        let title = HTMLText.escape("\(mail.report.state(mail.occasion)): \(mail.report.label) for \(mail.report.origin)")
        var html =
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>\(title)</title>\n</head>\n"
        html += "<body style=\"font-family: monospace; overflow-wrap: anywhere\">\n<h1>\(title)</h1>\n" + table(mail.firstFacts)
        let lines = mail.lastLines
        if !lines.isEmpty { html += "<h2>Last lines of the log</h2>\n" + block(lines.joined(separator: "\n")) }
        html += "<hr>\n" + table(mail.facts)
        for (index, message) in mail.shown.enumerated() {
            html += "<hr>\n<h2>#\(index + 1): \(message.kind == .exception ? "Exception" : "Message")</h2>\n"
            html += table(mail.facts(of: message))
            if let traceback = message.traceback { html += "<h3>Traceback</h3>\n" + block(traceback) }
        }
        if let more = mail.more { html += "<hr>\n<p>\(more).</p>\n" }
        return html + "</body>\n</html>\n"
    }

    private func table(_ rows: [(label: String, value: String)]) -> String {
        let cells = rows.map { row in
            let value = HTMLText.escape(TextCut.head(row.value, bytes: MailMessage.maxText))
            return "<tr><th style=\"text-align: right; vertical-align: top\">\(row.label)</th>"
                + "<td style=\"white-space: pre-wrap; overflow-wrap: anywhere\">\(value)</td></tr>\n"
        }
        return "<table>\n" + cells.joined() + "</table>\n"
    }

    private func block(_ text: String) -> String {
        "<pre style=\"white-space: pre-wrap\">\(HTMLText.escape(TextCut.tail(text, bytes: MailMessage.maxText)))</pre>\n"
    }
}
