import Testing

@testable import SisyphusCore

@Suite struct DirectiveTests {
    @Test func theLastResultWins() {
        let rig = JournalRig()
        rig.feed("@!result> one\n")
        #expect(rig.lines.isEmpty)
        #expect(rig.journal.facts.result == "one")
        #expect(!rig.journal.facts.undelayed)
        rig.feed("@!result> two\r\n")
        #expect(rig.journal.facts.result == "two")
        #expect(rig.lines == [">> one"], "what is replaced is not lost")
    }

    @Test(arguments: ["@!result>", "@!result> ", "@!result>  \t"]) func blanksAreNoResult(_ line: String) {
        let rig = JournalRig().feed("@!result> one\n\(line)\n")
        #expect(rig.journal.facts.result == "" && rig.lines == [">> one"])
        let outcome = Outcome.judge(Termination(cause: .exited(.exited(0))), facts: rig.journal.facts, settings: RunSettings())
        #expect(outcome.status == .successful && outcome.text == "exited with status 0 (1 line)")
    }

    @Test func aLongResultIsCutAndLogged() {
        let long = String(repeating: "€", count: 400)
        let rig = JournalRig().feed("@!result> \(long)\n")
        #expect(rig.journal.facts.result == String(repeating: "€", count: 340) + "…")
        #expect(rig.lines == [">> \(long)"])
    }

    @Test func aResultIsFitToBeShown() {
        #expect(JournalRig().feed("@!result> \u{1b}[1mx\n").journal.facts.result == "\\x1b[1mx")
    }

    @Test func uneventful() {
        let rig = JournalRig().feed("@!uneventful>\n")
        #expect(rig.journal.facts.saidUneventful)
        #expect(!rig.journal.facts.undelayed)
        #expect(!JournalRig().feed("@!uneventful>x\n").journal.facts.saidUneventful)
    }

    @Test func exceptionsAreTaggedCountedAndSent() {
        let rig = JournalRig()
        rig.feed("@!exception> ValueError: bad value\n@+>   at line 3\nplain\n")
        #expect(rig.lines == [":: {exc} >> ValueError: bad value", ":: {exc} >>   at line 3", ">> plain"])
        #expect(rig.journal.facts.exceptions == 1)
        #expect(rig.sink.texts == ["ValueError: bad value", "  at line 3"])
        #expect(rig.sink.events.map(\.continues) == [false, true])
        #expect(rig.journal.facts.isNotable)
    }

    @Test func whatStrangersWroteIsText() {
        let rig = JournalRig()
        rig.feed("@!plain Abcdefg1>\n@xml> x\n@!result> x\n@+> x\n@!Abcdefg1> \n@!Abcdefg2>\n@!Abcdefg1>\n@xml> y\n")
        #expect(
            rig.lines == [
                ">> @xml> x", ">> @!result> x", ">> @+> x", ">> @!Abcdefg1> ", ">> @!Abcdefg2>", ":: {xml} >> y",
            ])
        #expect(rig.journal.facts.result == nil)
    }

    @Test(arguments: ["@!plain short12>", "@!plain abc-efgh>", "@!plain \(String(repeating: "a", count: 65))>", "@!plain abcdefgh> x", "@!plain>"])
    func aBadTokenIsText(line: String) {
        #expect(JournalRig().feed("\(line)\n@xml> y\n").lines == [">> \(line)", ":: {xml} >> y"])
    }

    @Test func plainBelongsToItsStream() {
        let rig = JournalRig().feed("@!plain abcdefgh>\n").feed("@xml> x\n", .stderr)
        #expect(rig.lines == [":: {stderr}{xml} >> x"])
    }
}
