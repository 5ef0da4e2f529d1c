import Testing

@testable import SisyphusCore

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
            report: MessageTemplatesTests.report, occasion: .failure(count: 1, isReminder: false), messages: [Message(stamp: stamp, tags: ["xml"], text: "<bad>")],
            counts: MessageCounts(exceptions: 0, messages: 1), from: try #require(MailAddress("a@example.org")), to: [], date: Timestamp(microseconds: 0))
        let usual = mail.subject
        let templates = try MessageTemplates(
            ["formatemailsubject": "<?print job.projectname?>\n <?print state?> (<?print countmessages?>)", "formatemailbodyhtml": "<?for m in messages?><p><?printx m.text?></p><?end for?>"],
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
}
