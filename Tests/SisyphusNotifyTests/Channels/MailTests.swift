import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct MailTests {
    private func mail(
        _ report: RunReport = Sample.report, messages: [Message] = [], counts: MessageCounts = MessageCounts(),
        occasion: Occasion = .failure(count: 1, isReminder: false)
    ) -> MailMessage {
        MailMessage(
            report: report, occasion: occasion, messages: messages, counts: counts, from: MailAddress("Cron <cron@example.test>")!,
            to: [MailAddress("ops@example.test")!], date: Sample.start)
    }

    private func header(_ mail: MailMessage) -> String {
        let text = mail.bytes().text
        return String(text[..<text.firstRange(of: "\r\n\r\n")!.lowerBound])
    }

    @Test func headers() {
        let header = header(mail())
        #expect(header.contains("Date: Mon, 23 Nov 2026 17:45:29 +0100\r\n"))
        #expect(header.contains("Message-ID: <01m857q20rk6pd73gm6pg5dtrh.failure@host>\r\n"))
        #expect(header.contains("Subject: Failed: ACME.FooBar/Fetch on host: failed with exit status 3 after\r\n 12s\r\n"))
        #expect(header.contains("Auto-Submitted: auto-generated\r\n"))
    }

    @Test func noFieldBeginsWithAnEmptyLine() {
        var report = Sample.report
        report.job = String(repeating: "ä", count: 64)
        let names = header(mail(report)).split(separator: "\r\n").filter { !$0.hasPrefix(" ") }
        #expect(!names.contains { $0.hasSuffix(":") })
    }

    @Test func everyLineIsShortAndEndsWell() {
        var report = Sample.report
        report.job = String(repeating: "ä", count: 64)
        report.lastLines = [String(repeating: "x", count: 5000), ".", "From me", "", "=", "tab\t", "blank "]
        let bytes = mail(report, messages: [Sample.message(".dot\nFrom x\n" + String(repeating: "ü.", count: 2000))]).bytes()
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.removeLast().isEmpty)
        for line in lines {
            #expect(line.last == UInt8(ascii: "\r") && line.count <= 79)
            #expect(line.first != UInt8(ascii: ".") && !line.starts(with: "From ".utf8) && line.allSatisfy { $0 < 0x7f })
        }
    }

    @Test func nothingForeignMakesAHeader() {
        var report = Sample.report
        report.job = "a\r\nBcc: x@example.test"
        report.reason = "b\nX-Evil: 1"
        let names = header(mail(report)).split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(names == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "X-Sisyphus-Job", "Content-Type"])
    }

    @Test func htmlEscapes() {
        let html = MailHTML(mail(messages: [Sample.message("<b>&\"'</b>")])).text
        #expect(html.contains("&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;") && !html.contains("<b>"))
    }

    @Test func textHoldsTheFacts() {
        let task = LogTask(type: "import", name: "customers.csv", index: 2, count: 9)
        let mail = mail(
            messages: [Sample.message("first\nsecond", tasks: [task]), Sample.message("ValueError: bad\n  at 3", kind: .exception)],
            counts: MessageCounts(exceptions: 2, messages: 8))
        let text = MailText(mail).text
        for part in [
            "Project    : ACME.FooBar\n", "Exceptions : 2\n", "Task       : [3/9] import customers.csv\n", "Message    : first\n           : second\n",
            "Class      : ValueError\nValue      : bad\n\n  at 3\n", "1 more exception and 7 more messages came before these.\n",
            "The last 2 lines of the log:\n\n    one\n    two\n",
            "Logfile    : ssh://user@host/home/user/ll.sisyphus/ACME.FooBar/Fetch/2026-11-23%2017-45-29_773522.sisyphuslog\n",
        ] { #expect(text.contains(part), "\(part)") }
    }

    /// On a telephone the first lines are all that is seen.
    @Test func theNewsComesFirst() {
        var report = Sample.report
        report.jobSummary = "3 of 9 files failed"
        let text = MailText(mail(report)).text
        let first = "Reason     : failed with exit status 3 after 12s\nSummary    : 3 of 9 files failed\nLog        : \(report.logPath!)\n"
        #expect(text.hasPrefix(first + "\nThe last 2 lines of the log:\n\n    one\n    two\n\n----"))
        #expect(text.contains("Start      : 2026-11-23 17:45:29.773522 +01:00\n") && text.contains("Duration   : 12s\n"))
        let html = MailHTML(mail(report)).text
        #expect(html.firstRange(of: "3 of 9")!.lowerBound < html.firstRange(of: "one\ntwo")!.lowerBound)
        #expect(html.firstRange(of: "one\ntwo")!.lowerBound < html.firstRange(of: "Project")!.lowerBound && html.contains("overflow-wrap: anywhere"))
    }

    @Test func longMessagesDoNotCutOffTheEnd() {
        let messages = (1...9).map { Sample.message("\($0)" + String(repeating: "x", count: 60_000)) }
        let mail = mail(messages: messages, counts: MessageCounts(messages: 9))
        for text in [MailText(mail).text, MailHTML(mail).text] {
            #expect(text.utf8.count < MailMessage.maxBody && text.contains("two"))
            #expect(text.contains("9xxx") && !text.contains("5xxx") && text.contains("5 more messages came before these."))
        }
    }

    @Test func subjects() {
        func subject(_ occasion: Occasion, _ change: (inout MailMessage) -> Void) -> String {
            var mail = mail(occasion: occasion)
            change(&mail)
            return String(mail.subject.dropFirst(mail.report.state(occasion).count + ": ACME.FooBar/Fetch on host: ".count))
        }
        let failure = Occasion.failure(count: 2, isReminder: false)
        #expect(subject(failure) { _ in } == "failed with exit status 3 after 12s, failure 2 in a row")
        #expect(
            subject(failure) { ($0.report.status, $0.report.reason) = (.timeout, "Terminated: timed out after 12s") }
                == "Terminated: timed out after 12s, failure 2 in a row")
        #expect(subject(failure) { ($0.report.exitCode, $0.report.reason) = (nil, "cannot execute x") } == "cannot execute x, failure 2 in a row")
        #expect(
            subject(.messages) {
                ($0.report.status, $0.report.exitCode) = (.successful, 0)
                ($0.messages, $0.counts) = ([Sample.message("disk nearly full\nof logs"), Sample.message("b")], MessageCounts(messages: 12))
            } == "disk nearly full (and 11 more)")
    }

    @Test func recoveryAnswers() {
        var mail = mail(occasion: .recovery(failures: 2, since: 0))
        mail.inReplyTo = "<x.failure@host>"
        #expect(header(mail).contains("In-Reply-To: <x.failure@host>\r\nReferences: <x.failure@host>\r\n"))
        mail.inReplyTo = "<x>\r\nBcc: y"
        #expect(!header(mail).contains("Bcc"))
    }

    @Test(
        arguments: [
            ("a@b", nil, "a@b"), ("Böss <a.b+c@d.example>", "Böss", "a.b+c@d.example"), ("\"x, y\" <a@b>", "x, y", "a@b"),
        ] as [(String, String?, String)])
    func addresses(_ text: String, _ name: String?, _ address: String) {
        #expect(MailAddress(text)?.name == name)
        #expect(MailAddress(text)?.address == address)
    }

    @Test(arguments: [
        "", "a", "a@", "@b", "a@b@c", "a b@c", "a@b>", "<a@b", "a@b\r\nRCPT TO:<x@y>", "a\u{0}@b", "ä@b", "a@b..c", "x <a@b> y", "a@b_c", "a@b,c@d",
    ])
    func addressesThatAreNone(_ text: String) { #expect(MailAddress(text) == nil) }

    @Test func usersOfThisMachine() {
        #expect(MailAddress.list("root, a@b", acceptsLocal: true)?.map(\.isLocal) == [true, false])
        #expect(MailAddress.list("root") == nil && MailAddress.list("-x y", acceptsLocal: true) == nil)
        var settings = NotifySettings()
        settings.email.fromEmail = MailAddress("a@b")
        settings.email.toEmail = MailAddress.list("root", acceptsLocal: true)!
        #expect(EmailChannel.contradiction(settings) == nil)
        settings.email.smtpHost = "mail.example.org"
        #expect(EmailChannel.contradiction(settings)?.description.hasPrefix("--toemail root needs sendmail") == true)
    }

    @Test(
        arguments: [
            ("h", "h", nil), ("h:587", "h", 587), ("[::1]:25", "[::1]", 25), ("[::1]", "[::1]", nil), ("::1", "::1", nil), ("192.0.2.1:25", "192.0.2.1", 25),
        ] as [(String, String, Int?)])
    func servers(_ text: String, _ host: String, _ port: Int?) {
        #expect(MailServer(text)?.host == host && MailServer(text)?.port == port)
    }

    @Test(arguments: ["", "h:", "h:0", "h:65536", "h:x", "[::1", "[::1]25", "[::1]:", "a b", "-h", "h/x"]) func serversThatAreNone(_ text: String) {
        #expect(MailServer(text) == nil)
    }

    @Test func twoPortsAreRefused() {
        var settings = NotifySettings()
        (settings.email.smtpHost, settings.email.smtpPort) = ("h:587", 25)
        #expect(EmailChannel.contradiction(settings)?.description == "--smtphost h:587 and --smtpport 25 name two ports")
        settings.email.smtpPort = 587
        #expect(EmailChannel.contradiction(settings) == nil)
    }

    @Test func lists() {
        #expect(MailAddress.list("a@b, \"x, y\" <c@d>")?.map(\.address) == ["a@b", "c@d"])
        #expect(MailAddress.list("a@b,") == nil)
    }

    @Test func refusedReceiversAreFoundInTheReplies() {
        let lines = ["220 hi", "250-x", "250 SIZE", "250 OK", "250 OK", "550-5.1.1 no", "550 user", "452 full", "354 go", "250 queued"]
        let refused = SMTPReplies.refused(["a", "b", "c"], lines: lines)
        #expect(refused.map(\.receiver) == ["b", "c"])
        #expect(refused.map(\.isTemporary) == [false, true])
    }

    /// Whether another try may help is a matter of each receiver, also where nobody is left to get the mail.
    @Test func allReceiversAreRefused() {
        let greeting = ["220 hello", "250-me", "250 SIZE 7", "250 sender"]
        let mixed = SMTPReplies.refused(["a", "b"], lines: greeting + ["452 full", "550 unknown", "221 bye"])
        #expect(mixed.map(\.receiver) == ["a", "b"] && mixed.map(\.isTemporary) == [true, false])
        #expect(SMTPReplies.refused(["a", "b"], lines: greeting + ["550 unknown", "550 unknown", "221 bye"]).isEmpty)
        #expect(SMTPReplies.refused(["a", "b"], lines: ["220 hello", "250 me", "451 not you"]).isEmpty)
    }

    @Test(
        arguments: [
            ("h", 0, NotifySettings.TLS.auto, nil, "smtp://h:25/me", false), ("h", 0, .auto, "u", "smtp://h:587/me", true),
            ("h", 465, .auto, "u", "smtps://h:465/me", true),
            ("::1", 0, .tls, nil, "smtps://[::1]:465/me", false), ("h", 2525, .no, nil, "smtp://h:2525/me", false),
            ("h", 0, .starttls, nil, "smtp://h:587/me", true),
        ] as [(String, Int, NotifySettings.TLS, String?, String, Bool)])
    func servers(_ host: String, _ port: Int, _ tls: NotifySettings.TLS, _ user: String?, _ url: String, _ requiresTLS: Bool) {
        let smtp = Delivery.SMTP(host: host, port: port, tls: tls, user: user, password: nil, from: "a@b", to: ["c@d"])
        let address = SMTPReplies.address(smtp, ownName: "m e")
        #expect(address.url == url && address.requiresTLS == requiresTLS)
    }
}
