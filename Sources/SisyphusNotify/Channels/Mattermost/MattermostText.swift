import SisyphusCore

/// What is posted to Mattermost. Everything foreign stands in code, so that it can neither be markup nor call people.
enum MattermostText {
    /// Characters (Unicode scalars) of a whole post; the server takes 16,383.
    static let limit = 15_000
    private static let maxContent = 13_000

    /// One message of a run.
    static func post(_ message: Message, of report: RunReport) -> String {
        let isError = message.tags.contains("error")
        let word = message.kind == .exception ? "Exception" : isError ? "Error message" : "Message"
        var text = "# \(word) in sisyphus job \(job(report)) from \(MarkdownText.code(report.origin))\(address(report))\n"
        text += MarkdownText.block(TextCut.head(String(message.text.trimming { $0 == "\n" }), scalars: maxContent)) + "\n"
        let tags = message.shownTags
        if !tags.isEmpty { text += "**Tags**: \(tags.map(MarkdownText.code).joined(separator: ", "))\n" }
        text += tasks(message)
        return text + "**Timestamp**: \(message.stamp.time.zonedText) — t+\(TimeSpanText.words(microseconds: message.stamp.elapsed))\n"
    }

    /// What became of a run.
    ///
    /// - Parameter error: what ended it, which says more than the last lines.
    static func post(_ occasion: Occasion, of report: RunReport, error: Message? = nil, leftOut: Int = 0) -> String {
        var text = "# \(report.state(occasion)): sisyphus job \(job(report)) from \(MarkdownText.code(report.origin))\(address(report))\n"
        text += MarkdownText.code(TextCut.head(report.summary(occasion), bytes: 2000)) + "\n"
        if leftOut > 0 { text += "\(grouped(leftOut)) more \(leftOut == 1 ? "message was" : "messages were") not posted.\n" }
        if occasion.isEnd { return text }
        if let error {
            text += MarkdownText.block(TextCut.head(error.text, bytes: 8000)) + "\n" + tasks(error)
        } else if !report.lastLines.isEmpty {
            text += MarkdownText.block(TextCut.tail(report.lastLines.joined(separator: "\n"), bytes: 8000)) + "\n"
        }
        if let path = report.logPath { text += "**Log**: \(MarkdownText.code(path))\n" }
        return text
    }

    private static func tasks(_ message: Message) -> String {
        message.tasks.isEmpty ? "" : "**Task**: \(message.tasks.map { MarkdownText.code(TaskLabel.log($0)) }.joined(separator: " ⟶ "))\n"
    }

    /// A post with a title or a text of one's own; the title is the first line, a heading.
    static func replacing(_ post: String, title: String?, text: String?) -> String {
        guard title != nil || text != nil else { return post }
        let end = post.firstIndex(of: "\n") ?? post.endIndex
        let heading = title.map { "# " + TextCut.line($0) } ?? String(post[..<end])
        return heading + "\n" + (text ?? String(post[end...].dropFirst()))
    }

    /// The body of `POST /api/v4/posts`.
    ///
    /// - Parameters:
    ///   - root: the post that this one answers.
    ///   - pending: the same for every try, so that the server takes the post once.
    static func body(_ text: String, channel: String, root: String? = nil, pending: String) -> [UInt8] {
        JSONValue.members([
            "channel_id": .string(channel), "message": .string(TextCut.head(text, scalars: limit)), "root_id": .text(root),
            "pending_post_id": .string(pending),
        ]).bytes
    }

    /// The body of a post as an answer to one that was made meanwhile.
    static func answering(_ root: String, _ body: [UInt8]) -> [UInt8] {
        Array("{\"root_id\":".utf8) + JSONValue.string(root).bytes + Array(",".utf8) + body.dropFirst()
    }

    private static func job(_ report: RunReport) -> String {
        let name = MarkdownText.code(report.project) + "/" + MarkdownText.code(report.job)
        return name + (report.identifier.map { " (\(MarkdownText.code($0)))" } ?? "")
    }

    private static func address(_ report: RunReport) -> String { report.host.ip.map { " (\($0))" } ?? "" }
}
