public import SisyphusCore
public import SisyphusTemplates
#if Templates
import UL4
#endif

/// Templates for the texts of mails and chat messages, in place of the built-in ones.
public final class MessageTemplates {
    /// The texts that can be replaced, by the names of their options.
    public enum Kind: String, CaseIterable, Sendable {
        case mailSubject = "formatemailsubject", mailText = "formatemailbodytext", mailHTML = "formatemailbodyhtml"
        case chatTitle = "formatmattermosttitle", chatMessage = "formatmattermostmessage"
    }

    #if Templates
    private var templates: [Kind: Template] = [:]
    private let facts: TemplateFacts
    private var failures: [String] = []

    /// - Parameter sources: the templates by the names of their options.
    /// - Throws: `OptionError` that names the option of the one that is wrong, and says what is and where.
    public init(_ sources: [String: String], facts: TemplateFacts) throws(OptionError) {
        self.facts = facts
        for kind in Kind.allCases {
            guard let source = sources[kind.rawValue] else { continue }
            do throws(OptionError) { templates[kind] = try TemplateSource.parse(source, kind.rawValue) } catch {
                throw OptionError("--\(kind.rawValue): \(error)")
            }
        }
    }

    /// Replaces what there are templates for.
    func apply(to mail: inout MailMessage) {
        (mail.ownSubject, mail.ownText, mail.ownHTML) = (text(.mailSubject, mail), text(.mailText, mail), text(.mailHTML, mail))
    }

    /// Title and text of a post; nil where there is no template, or where it failed (see `takeFailures`).
    public func post(_ report: RunReport, _ occasion: Occasion, _ message: Message? = nil) -> (title: String?, text: String?) {
        (text(.chatTitle, report, occasion, message), text(.chatMessage, report, occasion, message))
    }

    private func text(_ kind: Kind, _ mail: MailMessage) -> String? {
        var variables = values(mail.report, mail.occasion)
        // The original calls them `log`.
        variables["messages"] = .list(mail.messages.map { Value($0) })
        variables["log"] = variables["messages"]
        variables["countexceptions"] = .int(mail.counts.exceptions)
        variables["countmessages"] = .int(mail.counts.messages)
        return render(kind, variables)
    }

    private func text(_ kind: Kind, _ report: RunReport, _ occasion: Occasion, _ message: Message? = nil) -> String? {
        var variables = values(report, occasion)
        variables["entry"] = message.map { Value($0) } ?? Value.none
        // A post about the run itself is a message too, so that templates need not know the difference.
        variables["message"] = .string(message?.text ?? report.summary(occasion))
        variables["type"] = .string(message?.kind == .exception ? "exc" : "str")
        variables["time"] = Value(message?.stamp.time ?? report.end)
        variables["tags"] = .list((message?.tags ?? (report.isFailure ? ["error"] : [])).map { .string($0) })
        variables["tasks"] = .list((message?.allTasks ?? []).map { Value($0) })
        return render(kind, variables)
    }

    /// Which templates failed, and why, once.
    public func takeFailures() -> [String] {
        defer { failures = [] }
        return failures
    }

    private func render(_ kind: Kind, _ variables: [String: Value]) -> String? {
        guard let template = templates[kind] else { return nil }
        do {
            return try template.render(variables.filter { template.accepts($0.key) }, limits: MessageTemplates.limits)
        } catch {
            // It would fail again: one warning is enough.
            templates[kind] = nil
            failures.append("the template of --\(kind.rawValue) failed, the usual text is sent: \((error as? UL4Error)?.summary ?? "\(error)")")
            return nil
        }
    }

    /// Posts are made while the job runs: a template must not hold it up.
    private static let limits = Limits(steps: 500_000, output: 4 << 20, objects: 100_000)

    private func values(_ report: RunReport, _ occasion: Occasion) -> [String: Value] {
        var facts = facts
        facts.logFileURL = report.logURL
        facts.start = report.start
        facts.end = report.hasEnd(occasion) ? report.end : nil
        var values = facts.values
        values["status"] = .string(report.status.description)
        values["state"] = .string(report.state(occasion))
        values["occasion"] = .string(occasion.word)
        values["reason"] = .string(report.summary(occasion))
        values["endtime"] = report.hasEnd(occasion) ? Value(report.end) : .none
        values["duration"] = report.hasEnd(occasion) ? Value(microseconds: report.elapsed) : .none
        values["lines"] = .int(report.lines)
        values["lastlines"] = .list(report.lastLines.map { .string($0) })
        return values
    }
    #else
    /// - Throws: `OptionError`, always: the program has no templates.
    public init(_ sources: [String: String], facts: TemplateFacts) throws(OptionError) { throw TemplateSource.flaw }

    func apply(to mail: inout MailMessage) {}

    public func post(_ report: RunReport, _ occasion: Occasion, _ message: Message? = nil) -> (title: String?, text: String?) { (nil, nil) }

    public func takeFailures() -> [String] { [] }
    #endif
}

#if Templates
extension Value {
    /// A message: `type` (`message` or `exception`), `text`, `time` (`message` and `timestamp` to the original), `elapsed`, `tags`, `tasks`, and
    /// `class`, `value` and `traceback` of exceptions.
    init(_ message: Message) {
        let isException = message.kind == .exception
        self = .object(
            NamedValues(
                "Message",
                [
                    "type": .string(message.kind.rawValue), "text": .string(message.text), "message": .string(message.text),
                    "time": Value(message.stamp.time), "timestamp": Value(message.stamp.time), "elapsed": Value(microseconds: message.stamp.elapsed),
                    "tags": .list(message.tags.map { .string($0) }), "tasks": .list(message.allTasks.map { Value($0) }),
                    "class": isException ? .string(message.exception.type) : .none, "value": isException ? .string(message.exception.value) : .none,
                    "traceback": Value(message.traceback),
                ],
                text: message.text))
    }
}
#endif
