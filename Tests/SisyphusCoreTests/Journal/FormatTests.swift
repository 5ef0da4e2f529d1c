import Testing

@testable import SisyphusCore

@Suite struct FormatTests {
    @Test(
        arguments: [
            (0, "0:00:00.000000"), (5041, "0:00:00.005041"), (36_000_000_000, "10:00:00.000000"),
            (86_400_000_000 + 3_661_000_005, "1 day, 1:01:01.000005"), (12 * 86_400_000_000, "12 days, 0:00:00.000000"),
        ] as [(Int64, String)])
    func elapsed(microseconds: Int64, text: String) {
        let buffer = ByteBuffer()
        StampText.appendElapsed(microseconds, to: buffer)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == text)
    }

    @Test func timesFollowTheClock() {
        let rig = JournalRig().feed("a\n")
        rig.stamp.time.microseconds += 226_478
        rig.feed("b\n")
        rig.stamp.time.utcOffset = -12600
        rig.feed("c\n")
        #expect(
            rig.log.split(separator: "\n").map { String($0.prefix(28)) } == [
                "[2026-11-23 17:45:29.773522]", "[2026-11-23 17:45:30.000000]", "[2026-11-23 13:15:30.000000]",
            ])
    }

    @Test func json() {
        let rig = JournalRig(format: .json) { $0.showsProcesses = true }
        rig.journal.childStarted(pid: 5)
        rig.feed("@!task> \"a\"\n@xml,warning> say \"hi\"\t\\ \u{1b}\u{2028}€\nplain\n")
        rig.stamp.time.utcOffset = 0
        rig.feed([0x78, 0xff, 0x0a])
        #expect(
            rig.log == """
                {"time":"2026-11-23T17:45:29.773522+01:00","elapsed":0.005041,"tasks":["child 5","\\"a\\""],"tags":["xml","warning"],"text":"say \\"hi\\"\\t\\\\ \\u001b\\u2028€"}
                {"time":"2026-11-23T17:45:29.773522+01:00","elapsed":0.005041,"tasks":["child 5","\\"a\\""],"tags":[],"text":"plain"}
                {"time":"2026-11-23T16:45:29.773522Z","elapsed":0.005041,"tasks":["child 5","\\"a\\""],"tags":[],"text":"x\\\\xff","base64":"eP8="}

                """)
    }

    /// Lines are looked through 16 bytes at a time: whatever stands at whatever place of a line of whatever length is found.
    @Test func jsonEscapesAtEveryPlace() throws {
        let texts = ["\"", "\\", "\t", "\u{1}", "\u{1f}", "\u{7f}", "\u{80}", "é", "€", "\u{2028}", "😀"]
        let specials = texts.map { Array($0.utf8) } + [[0x80], [0xff]]
        for length in 0...40 {
            for place in 0...length {
                let rig = JournalRig(format: .json)
                var lines: [[UInt8]] = []
                for special in specials {
                    // Neither quote nor backslash, which stand in turns in their own lines, nor what begins a prefix.
                    var line = (0..<length).map { UInt8(ascii: "A") + UInt8(($0 + place) % 26) }
                    line.insert(contentsOf: special, at: place)
                    lines.append(line)
                    rig.feed(line + [0x0a])
                }
                let logged = rig.log.split(separator: "\n")
                #expect(logged.count == lines.count)
                for (line, bytes) in zip(logged, lines) {
                    let object = try #require(JSONValue(Array(line.utf8)))
                    if let text = String(validating: bytes, as: UTF8.self) {
                        #expect(object["text"]?.string == text && object["base64"] == nil)
                        #expect(line.unicodeScalars.allSatisfy { Sanitizer.isShowable($0.value) && $0 != "\t" })
                    } else {
                        #expect(object["base64"]?.string == Base64.encode(bytes).text)
                    }
                }
            }
        }
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("\u{fb}\u{ff}?", "w7vDvz8=")])
    func base64(text: String, expected: String) {
        #expect(Base64.encode(Array(text.utf8)).text == expected)
    }

    @Test func severalOutputsGetTheSameLines() {
        let rig = JournalRig()
        let other = RenderedOutput(format: .json)
        rig.journal.add(other)
        rig.feed("a\n@xml> b\n").own("c")
        #expect(rig.lines == [">> a", ":: {xml} >> b", ">> c"])
        #expect(ByteScan.count(0x0a, in: other.pending.bytes) == 3)
    }

    @Test func anOutputMayComeLater() {
        let rig = JournalRig().feed("a\n")
        let other = RenderedOutput(format: .json)
        rig.journal.add(other)
        rig.feed("b\n")
        #expect(
            String(decoding: other.pending.bytes, as: UTF8.self)
                == "{\"time\":\"2026-11-23T17:45:29.773522+01:00\",\"elapsed\":0.005041,\"tasks\":[],\"tags\":[],\"text\":\"b\"}\n")
    }

    @Test func ownTextOfSeveralLines() {
        let rig = JournalRig().own("\n  \n  one\n\ntwo \u{1b}\n \n", ["sisyphus", "warning"])
        #expect(rig.lines == [":: {sisyphus}{warning} >>   one", ":: {sisyphus}{warning} >> ", ":: {sisyphus}{warning} >> two \\x1b"])
        #expect(rig.journal.facts.warningsOfOurs == 3)
    }
}

/// Lines for log services.
@Suite struct ServiceLinesTests {
    private func lines(_ output: RenderedOutput, _ input: String, stderr: String = "") -> [String] {
        let rig = JournalRig { $0.showsProcesses = true }
        rig.journal.add(output)
        rig.journal.childStarted(pid: 7)
        rig.own("start", ["sisyphus", "init"]).feed(input).feed(stderr, .stderr)
        return String(decoding: output.pending.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func theJournalGetsPriorities() {
        let found = lines(
            .journal(), "one\ntwo\n@warning> low\n@!task> fetch a\nin\n@!exception> bad\u{1b}\n@crit,warning> c\n@debug> d\n@xml> x\n", stderr: "err\n")
        #expect(
            found == [
                "<6>{sisyphus}{init} >> start", "<6>one", "<6>two", "<4>{warning} >> low", "<6>fetch a >> in", "<3>fetch a :: {exc} >> bad\\x1b",
                "<2>fetch a :: {crit}{warning} >> c", "<7>fetch a :: {debug} >> d", "<6>fetch a :: {xml} >> x", "<5>fetch a :: {stderr} >> err",
            ])
    }

    @Test(arguments: [
        (["sisyphus", "result", "ok"], Severity.info), (["sisyphus", "result", "errors"], .warning), (["sisyphus", "result", "fail"], .error),
        (["sisyphus", "result", "kill"], .error), (["emerg"], .emergency), (["alert"], .alert), (["notice"], .notice), (["debug", "err"], .error),
        ([], .info),
    ])
    func severities(_ tags: [String], _ severity: Severity) { #expect(Severity(tags: tags) == severity) }

    @Test func rfc5424() {
        let sender = SyslogSender(.local7, .rfc5424, host: "höst", job: "nightly copy", process: 19058)
        #expect(
            lines(.syslog(sender), "one\n@warning> two\n").dropFirst() == [
                "<190>1 2026-11-23T17:45:29.773522+01:00 h__st nightly_copy 19058 - - one",
                "<188>1 2026-11-23T17:45:29.773522+01:00 h__st nightly_copy 19058 - - {warning} >> two",
            ])
        let line = SyslogSender(.user, .rfc5424, host: "", job: String(repeating: "j", count: 60), process: 1).name.text
        #expect(line == " - \(String(repeating: "j", count: 48)) 1 - - ")
    }

    @Test func asTheLibraryWritesThem() {
        let sender = SyslogSender(.cron, .local, host: "h", job: "a:b[c]/d", process: 1)
        #expect(lines(.syslog(sender), "one\n").last == "<78>Nov 23 17:45:29 a_b_c__d[1]: one")
        #expect(StampText.syslogText(Timestamp(microseconds: 5 * 86_400_000_000)) == "Jan  6 00:00:00")
    }

    @Test func anotherOutputHasTheSameForm() {
        for output in [RenderedOutput.journal(), RenderedOutput(format: .json)] {
            let another = output.another
            EventRenderer(another, escapes: .escape).append(Event(stamp: JournalRig().stamp, source: .supervisor, text: [0x78]))
            EventRenderer(output, escapes: .escape).append(Event(stamp: JournalRig().stamp, source: .supervisor, text: [0x78]))
            #expect(another.pending.array == output.pending.array && !output.pending.isEmpty)
        }
    }
}
