import Foundation
import Testing

@testable import SisyphusCore
@testable import SisyphusNotify
@testable import SisyphusTemplates

/// `--formatemailsubject` and its relatives.
@Suite struct MessageTemplatesTests {
    private static var report: RunReport {
        var report = RunReport()
        report.project = "ACME"
        report.job = "fetch"
        report.host.name = "www"
        report.status = .failed
        report.reason = "failed with exit status 3"
        return report
    }

    private static var facts: TemplateFacts {
        var facts = TemplateFacts()
        facts.projectname = "ACME"
        return facts
    }

    @Test func replaceTheTextsOfAMail() throws {
        let stamp = Stamp(time: Timestamp(microseconds: 0), elapsed: 0)
        var mail = MailMessage(
            report: MessageTemplatesTests.report, occasion: .failure(count: 1, isReminder: false),
            messages: [Message(stamp: stamp, tags: ["xml"], text: "<bad>")],
            counts: MessageCounts(exceptions: 0, messages: 1), from: try #require(MailAddress("a@example.org")), to: [], date: Timestamp(microseconds: 0))
        let usual = mail.subject
        let templates = try MessageTemplates(
            [
                "formatemailsubject": "<?print job.projectname?>\n <?print state?> (<?print countmessages?>)",
                "formatemailbodyhtml": "<?for m in messages?><p><?printx m.text?></p><?end for?>",
            ],
            facts: MessageTemplatesTests.facts)
        templates.apply(to: &mail)
        #expect(mail.subject == "ACMEFailed (1)")
        #expect(mail.subject != usual)
        #expect(mail.ownHTML == "<p>&lt;bad&gt;</p>")
        #expect(mail.ownText == nil)
    }

    @Test func replaceTitleAndTextOfAPost() throws {
        #expect(MattermostText.replacing("# usual\ntext\nmore\n", title: "own\ntitle", text: nil) == "# own title\ntext\nmore\n")
        #expect(MattermostText.replacing("# usual\ntext\n", title: nil, text: "mine") == "# usual\nmine")
        #expect(MattermostText.replacing("# usual\ntext\n", title: nil, text: nil) == "# usual\ntext\n")
    }

    @Test func failOnceAndLeaveTheUsualText() throws {
        let templates = try MessageTemplates(["formatmattermosttitle": "<?print 1/0?>"], facts: MessageTemplatesTests.facts)
        #expect(templates.post(MessageTemplatesTests.report, .messages).title == nil)
        #expect(templates.post(MessageTemplatesTests.report, .messages).title == nil)
        #expect(templates.takeFailures().count == 1)
        #expect(templates.takeFailures().isEmpty)
    }

    @Test func areJudgedBeforeTheStart() {
        #expect(throws: OptionError.self) { try MessageTemplates(["formatemailsubject": "<?if?>"], facts: TemplateFacts()) }
    }

    /// The names that the original's templates use.
    @Test func postsKnowTheirMessage() throws {
        let source =
            "<?print type?> <?print message?> <?print tags?> <?for t in tasks?>[<?print t?>]<?end for?> <?print time - job.starttime?> <?print entry.class?>"
        let templates = try MessageTemplates(["formatmattermostmessage": source], facts: MessageTemplatesTests.facts)
        var message = Message(
            kind: .exception, stamp: Stamp(time: Timestamp(microseconds: 2_000_000), elapsed: 0), tasks: [LogTask(name: "copy")], tags: ["xml"],
            text: "ValueError: bad")
        message.process = LogTask(type: "child", name: "4711", isProcess: true)
        #expect(templates.post(MessageTemplatesTests.report, .messages, message).text == "exc ValueError: bad ['xml'] [child 4711][copy] 0:00:02 ValueError")
        #expect(templates.post(MessageTemplatesTests.report, .failure(count: 1, isReminder: false)).text?.contains("failed with exit status 3") == true)
        #expect(templates.post(MessageTemplatesTests.report, .failure(count: 1, isReminder: false)).text?.contains("['error']") == true)
        #expect(templates.takeFailures().isEmpty)
    }

    @Test func aSubjectCannotAddHeaders() throws {
        var mail = MailMessage(
            report: MessageTemplatesTests.report, occasion: .failure(count: 1, isReminder: false), from: try #require(MailAddress("a@example.org")), to: [],
            date: Timestamp(microseconds: 0))
        let templates = try MessageTemplates(
            ["formatemailsubject": "<?print 'x\\r\\nBcc: evil@example.org\\n\\nbody\\u2028\\x00'?>"], facts: MessageTemplatesTests.facts)
        templates.apply(to: &mail)
        let head = String(decoding: mail.bytes(), as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        #expect(head.contains("Subject: "))
        #expect(!head.contains("\r\nBcc:"))
        #expect(!head.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" || $0 == "\0" })
    }

    @Test func aRunawayGivesWayToTheUsualText() throws {
        let templates = try MessageTemplates(["formatmattermosttitle": "<?while True?><?end while?>"], facts: MessageTemplatesTests.facts)
        #expect(templates.post(MessageTemplatesTests.report, .messages).title == nil)
        #expect(templates.takeFailures().first?.contains("LimitError") == true)
    }
}
