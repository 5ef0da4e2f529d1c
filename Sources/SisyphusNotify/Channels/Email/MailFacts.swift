import SisyphusCore

/// What text and HTML of a mail have in common.
extension MailMessage {
    /// What everybody wants to know first: why, and where there is more. Label and value; what is empty is left out.
    var firstFacts: [(label: String, value: String)] {
        [("Reason", report.cause(occasion)), ("Summary", report.jobSummary ?? ""), ("Log", report.logPath ?? "")].filter { !$0.1.isEmpty }
    }

    /// Whether this is about a run, and it is over.
    private var hasEnd: Bool { report.hasEnd(occasion) }

    /// The rest, likewise.
    var facts: [(label: String, value: String)] {
        let rows: [(String, String?)] = [
            ("Project", report.project), ("Job", report.job), ("Identifier", report.identifier), ("Command", report.command),
            ("User", report.user.name), ("Sisyphus", report.version), ("Host", report.host.name), ("IP", report.host.ip),
            ("PID", report.pid > 0 ? String(report.pid) : nil), ("Start", report.isOverdue ? nil : report.start.zonedText),
            ("End", hasEnd ? report.end.zonedText : nil),
            ("Duration", hasEnd && report.elapsed > 0 ? report.durationText : nil),
            ("Outcome", hasEnd ? report.status.description : nil),
            ("Lines", report.lines > 0 ? grouped(report.lines) : nil),
            ("Exceptions", counts.exceptions > 0 ? grouped(counts.exceptions) : nil),
            ("Messages", counts.messages > 0 ? grouped(counts.messages) : nil), ("Logfile", report.logURL),
        ]
        return rows.compactMap { label, value in value.flatMap { $0.isEmpty ? nil : (label, $0) } }
    }

    /// Bytes of one text, and of all messages: what is cut off at the end of a mail is what says most.
    static let maxText = 8 << 10
    private static let maxMessages = 40 << 10

    /// The messages that are shown as text: the newest that fit.
    var shown: ArraySlice<Message> {
        var left = Self.maxMessages
        let fitting = messages.reversed().prefix { message in
            left -= min(message.text.utf8.count, Self.maxText) + 300
            return left > 0
        }
        return messages.suffix(fitting.count)
    }

    /// The end of the output, as lines.
    var lastLines: [Substring] {
        report.lastLines.isEmpty
            ? [] : TextCut.tail(report.lastLines.joined(separator: "\n"), bytes: Self.maxText).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// How many messages are not shown, as a sentence.
    var more: String? {
        let exceptions = counts.exceptions - shown.count { $0.kind == .exception }
        let others = counts.messages - shown.count { $0.kind == .message }
        let parts = [(exceptions, "exception"), (others, "message")].filter { $0.0 > 0 }.map { "\(grouped($0.0)) more \($0.1)\($0.0 == 1 ? "" : "s")" }
        return parts.isEmpty ? nil : "\(parts.joined(separator: " and ")) came before these"
    }

    /// Label and value of one message.
    func facts(of message: Message) -> [(label: String, value: String)] {
        var rows = message.tasks.map { task in
            ("Task", TaskLabel.log(task) + (task.start.map { " @ \($0.zonedText)" } ?? ""))
        }
        rows.append(("Timestamp", message.stamp.time.zonedText))
        let tags = message.shownTags
        if !tags.isEmpty { rows.append(("Tags", tags.joined(separator: ", "))) }
        if message.kind == .exception {
            rows.append(("Class", message.exception.type))
            rows.append(("Value", TextCut.head(message.exception.value, bytes: Self.maxText)))
        } else {
            rows.append(("Message", TextCut.head(message.text, bytes: Self.maxText)))
        }
        return rows
    }
}

extension RunReport {
    /// Whether there was a run that is over.
    func hasEnd(_ occasion: Occasion) -> Bool {
        switch occasion {
        case .test, .stuck, .lockAway: false
        default: !isOverdue
        }
    }
}
