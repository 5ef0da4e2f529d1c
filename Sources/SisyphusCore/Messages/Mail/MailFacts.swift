/// What text and HTML of a mail have in common.
extension MailMessage {
    /// Label and value; what is empty is left out.
    var facts: [(label: String, value: String)] {
        let rows: [(String, String?)] = [
            ("Project", report.project), ("Job", report.job), ("Identifier", report.identifier), ("Command", report.command),
            ("User", report.user.name), ("Sisyphus", report.version), ("Host", report.host.name), ("IP", report.host.ip),
            ("PID", report.pid > 0 ? String(report.pid) : nil), ("Start", report.start.logText), ("End", occasion.hasEnd ? report.end.logText : nil),
            ("Duration", occasion.hasEnd ? TimeSpanText.text(microseconds: report.elapsed) : nil),
            ("Outcome", occasion.hasEnd ? report.status.description : nil),
            ("Reason", report.summary(occasion)),
            ("Lines", report.lines > 0 ? grouped(report.lines) : nil),
            ("Exceptions", counts.exceptions > 0 ? grouped(counts.exceptions) : nil),
            ("Messages", counts.messages > 0 ? grouped(counts.messages) : nil), ("Logfile", report.logURL),
        ]
        return rows.compactMap { label, value in value.flatMap { $0.isEmpty ? nil : (label, $0) } }
    }

    /// How many messages are not in the mail, as a sentence.
    var more: String? {
        let exceptions = counts.exceptions - messages.count { $0.kind == .exception }
        let others = counts.messages - messages.count { $0.kind == .message }
        let parts = [(exceptions, "exception"), (others, "message")].filter { $0.0 > 0 }.map { "\(grouped($0.0)) more \($0.1)\($0.0 == 1 ? "" : "s")" }
        return parts.isEmpty ? nil : "\(parts.joined(separator: " and ")) came before these"
    }

    /// Label and value of one message.
    func facts(of message: Message) -> [(label: String, value: String)] {
        var rows = message.tasks.map { task in
            ("Task", TaskLabel.log(task) + (task.start.map { " @ \($0.logText)" } ?? ""))
        }
        rows.append(("Timestamp", message.stamp.time.logText))
        let tags = message.tags.filter { !["email", "mattermost", "sentry", "external"].contains($0) }
        if !tags.isEmpty { rows.append(("Tags", tags.joined(separator: ", "))) }
        if message.kind == .exception {
            rows.append(("Class", message.exception.type))
            rows.append(("Value", message.exception.value))
        } else {
            rows.append(("Message", message.text))
        }
        return rows
    }
}

extension Occasion {
    var hasEnd: Bool {
        switch self {
        case .test, .stuck: false
        default: true
        }
    }
}
