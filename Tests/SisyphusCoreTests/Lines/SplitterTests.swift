import Testing

@testable import SisyphusCore

@Suite struct SplitterTests {
    @Test func linesEndAtLineFeeds() {
        #expect(JournalRig().feed("a\n\nb\r\nc").lines == [">> a", ">> ", ">> b"])
        #expect(JournalRig().feed("a\nb").end().lines == [">> a", ">> b"])
        #expect(JournalRig().feed("a\n").end().lines == [">> a"])
        #expect(JournalRig().end().lines.isEmpty)
    }

    @Test func streamsDoNotMix() {
        let rig = JournalRig()
        rig.feed("on").feed("er", .stderr).feed("e\n").feed("ror\n", .stderr)
        #expect(rig.lines == [">> one", ":: {stderr} >> error"])
        let merged = JournalRig { $0.stderr = .merge }
        #expect(merged.feed("x\n", .stderr).lines == [">> x"])
        #expect(merged.journal.facts.stderrLines == 0)
    }

    @Test func longLinesAreSplitWithAMark() {
        let rig = JournalRig { $0.maxline = 20 }
        let exact = String(repeating: "x", count: 20)
        rig.feed("\(exact)\n\(exact)\r\n@xml> \(exact)\(exact)z\n")
        #expect(
            rig.lines == [
                ">> \(exact)", ">> \(exact)", ":: {xml} >> " + String(repeating: "x", count: 14), ":: {xml}{cont} >> \(exact)",
                ":: {xml}{cont} >> xxxxxxz",
            ])
        #expect(rig.journal.facts.lines == 5)
    }

    @Test func aPieceIsNeverAPrefix() {
        let rig = JournalRig { $0.maxline = 20 }
        rig.feed(String(repeating: "x", count: 20) + "@xml> y\n@xml> z\n")
        #expect(rig.lines == [">> " + String(repeating: "x", count: 20), ":: {cont} >> @xml> y", ":: {xml} >> z"])
    }

    @Test func aDirectiveThatIsSplitIsText() {
        let rig = JournalRig { $0.maxline = 20 }
        rig.feed("@!result> 123456789012345\n")
        #expect(rig.journal.facts.result == nil)
        #expect(rig.lines == [">> @!result> 1234567890", ":: {cont} >> 12345"])
    }

    @Test func charactersAreNotCutInTwo() {
        let rig = JournalRig { $0.maxline = 20 }
        rig.feed(String(repeating: "x", count: 19) + "€uro and more it\n")
        #expect(rig.lines == [">> " + String(repeating: "x", count: 19), ":: {cont} >> €uro and more it"])
    }

    @Test func anUnfinishedLineShowsAfterSilence() {
        let rig = JournalRig()
        rig.feed("@xml> Pass")
        #expect(rig.lines.isEmpty)
        #expect(rig.journal.hasUnfinished(.stdout))
        rig.journal.flushUnfinished(.stdout, at: rig.stamp)
        #expect(!rig.journal.hasUnfinished(.stdout))
        rig.feed("word: @db> x\n@db> y\n")
        #expect(rig.lines == [":: {xml} >> Pass", ":: {xml}{cont} >> word: @db> x", ":: {db} >> y"])
    }

    @Test func aFlushedLineThatEndsAtOnceGivesNoSecondLine() {
        let rig = JournalRig()
        rig.feed("ready")
        rig.journal.flushUnfinished(.stdout, at: rig.stamp)
        #expect(rig.feed("\nnext\n").lines == [">> ready", ">> next"])
    }

    @Test func halfAPrefixOrCharacterIsNotTaken() {
        let rig = JournalRig()
        rig.feed("@xm")
        rig.journal.flushUnfinished(.stdout, at: rig.stamp)
        #expect(rig.feed("l> x\n").lines == [">> @xm", ":: {cont} >> l> x"])
        let other = JournalRig()
        other.feed([0x61, 0xe2, 0x82])
        other.journal.flushUnfinished(.stdout, at: other.stamp)
        #expect(other.feed([0xac, 0x0a]).lines == [">> a", ":: {cont} >> €"])
    }

    @Test func directivesAndProgressBarsWaitForTheirEnd() {
        for text in ["@!result> cached", "10%\r20%"] {
            let rig = JournalRig()
            rig.feed(text)
            #expect(!rig.journal.hasUnfinished(.stdout))
            rig.journal.flushUnfinished(.stdout, at: rig.stamp)
            #expect(rig.lines.isEmpty)
        }
        let rig = JournalRig()
        rig.feed("@!result> cached")
        rig.journal.flushUnfinished(.stdout, at: rig.stamp)
        #expect(rig.feed(" 3 files\n").journal.facts.result == "cached 3 files")
    }
}
