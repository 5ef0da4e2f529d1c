import Testing

@testable import SisyphusCore

@Suite struct GrammarTests {
    @Test(arguments: [
        ("@xml,warning> can't parse", ":: {xml}{warning} >> can't parse"),
        ("@xml,warning,xml> twice", ":: {xml}{warning} >> twice"),
        ("@_a.b-c9> x", ":: {_a.b-c9} >> x"),
        ("@xml>", ":: {xml} >> "),
        ("@xml> ", ":: {xml} >> "),
        ("@xml>  two blanks", ":: {xml} >>  two blanks"),
        ("@> @xml> is shown as it is", ">> @xml> is shown as it is"),
        ("@> ", ">> "),
        ("@>", ">> "),
        // What does not match exactly is plain text.
        ("@xml>no blank", ">> @xml>no blank"),
        ("@xml>\tno blank", ">> @xml>\tno blank"),
        (" @xml> not at the start", ">>  @xml> not at the start"),
        ("@9xml> x", ">> @9xml> x"),
        ("@.xml> x", ">> @.xml> x"),
        ("@xml,> x", ">> @xml,> x"),
        ("@,xml> x", ">> @,xml> x"),
        ("@xml, warning> x", ">> @xml, warning> x"),
        ("@ünï> x", ">> @ünï> x"),
        ("@xml", ">> @xml"),
        ("@", ">> @"),
        ("@!unknown> x", ">> @!unknown> x"),
        ("@!result>x", ">> @!result>x"),
        ("@!Result> x", ">> @!Result> x"),
        ("@+>x", ">> @+>x"),
        ("@++> x", ">> @++> x"),
    ])
    func prefix(line: String, expected: String) {
        #expect(JournalRig().feed(line + "\n").lines == [expected])
    }

    @Test func limitsOfTags() {
        let long = String(repeating: "a", count: 64)
        #expect(JournalRig().feed("@\(long)> x\n").lines == [":: {\(long)} >> x"])
        #expect(JournalRig().feed("@\(long)a> x\n").lines == [">> @\(long)a> x"])
        let sixteen = (1...16).map { "t\($0)" }
        let braces = sixteen.map { "{\($0)}" }.joined()
        #expect(JournalRig().feed("@\(sixteen.joined(separator: ","))> x\n").lines == [":: \(braces) >> x"])
        let seventeen = (sixteen + ["t17"]).joined(separator: ",")
        #expect(JournalRig().feed("@\(seventeen)> x\n").lines == [">> @\(seventeen)> x"])
        // 16 tags of 64 bytes are the longest prefix.
        let longest = (10..<26).map { "\($0)".reversed() }.map { "t" + String($0) + String(repeating: "a", count: 61) }
        #expect(JournalRig().feed("@\(longest.joined(separator: ","))> x\n").lines[0].hasSuffix("} >> x"))
    }

    @Test(arguments: [
        "sisyphus", "init", "result", "ok", "fail", "errors", "kill", "report", "exc", "lost", "skip", "stderr", "cont",
        "parent", "child", "Sisyphus", "RESULT",
    ])
    func aChildCannotSpeakForTheSupervisor(tag: String) {
        #expect(JournalRig().feed("@\(tag)> x\n").lines == [">> @\(tag)> x"])
        #expect(JournalRig().feed("@xml,\(tag)> x\n").lines == [">> @xml,\(tag)> x"])
    }

    @Test func cosmeticRefusesRoutingDelayAndDirectives() {
        let rig = JournalRig { $0.linetags = .cosmetic }
        let refused = ["@email> a", "@delay> b", "@xml,external> c", "@!result> d", "@!uneventful>", "@!task> t", "@!plain abcdefgh>"]
        rig.feed(refused.joined(separator: "\n") + "\n@xml> e\n@+> f\n@> g\n")
        #expect(rig.lines == refused.map { ">> \($0)" } + [":: {xml} >> e", ":: {xml} >> f", ">> g"])
        #expect(rig.journal.facts.result == nil)
        #expect(!rig.journal.facts.saidUneventful)
        #expect(rig.sink.events.isEmpty)
    }

    @Test func offRefusesAll() {
        let rig = JournalRig { $0.linetags = .off }
        let lines = ["@xml> a", "@> b", "@+> c", "@!result> d"]
        #expect(rig.feed(lines.joined(separator: "\n") + "\n").lines == lines.map { ">> \($0)" })
    }

    @Test func continuationKeepsTheTagsOfItsStream() {
        let rig = JournalRig()
        rig.feed("@xml> one\n").feed("@db> other\n", .stderr).feed("@+> two\n@+> three\nplain\n@+> more\n").feed("@+> rest\n", .stderr)
        #expect(
            rig.lines == [
                ":: {xml} >> one", ":: {stderr}{db} >> other", ":: {xml} >> two", ":: {xml} >> three", ">> plain", ">> more",
                ":: {stderr}{db} >> rest",
            ])
    }

    @Test func continuationBelongsToTheMessage() {
        let rig = JournalRig()
        rig.feed("@email> one\n@+> two\n@email> three\n")
        #expect(rig.sink.events.map(\.continues) == [false, true, false])
        #expect(rig.sink.texts == ["one", "two", "three"])
    }

    @Test func continuationOfADelayedLineIsDelayed() {
        #expect(JournalRig().feed("@delay,db> one\n@+> two\n").lines.isEmpty)
    }
}
