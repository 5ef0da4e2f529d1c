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
