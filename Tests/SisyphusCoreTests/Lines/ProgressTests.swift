import Testing

@testable import SisyphusCore

@Suite struct ProgressTests {
    @Test func aProgressBarEndsAsItsLastState() {
        #expect(JournalRig().feed("10%\r20%\r100%\n").lines == [":: {cont} >> 100% (overwrote 2 earlier states, 6 bytes)"])
        #expect(JournalRig().feed("\r10%\r100%\r\r\n").lines == [":: {cont} >> 100% (overwrote 1 earlier state, 3 bytes)"])
        #expect(JournalRig().feed("10%\r").end().lines == [">> 10%"])
        #expect(JournalRig().feed("\r\r\n").lines == [">> "])
    }

    @Test func itKeepsTheTagsOfItsFirstState() {
        #expect(JournalRig().feed("@xml> 1\r2\n").lines == [":: {xml}{cont} >> 2 (overwrote 1 earlier state, 1 byte)"])
        #expect(JournalRig().feed("@xml> 1\r\r\n").lines == [":: {xml} >> 1"])
    }

    @Test func whatFollowsAReturnIsText() {
        #expect(JournalRig().feed("\r@email> x\n").lines == [":: {cont} >> @email> x"])
        let rig = JournalRig()
        rig.feed("\r@!result> x\n@!result> 1\r2\n")
        #expect(rig.journal.facts.result == nil)
        #expect(rig.lines == [":: {cont} >> @!result> x", ":: {cont} >> 2 (overwrote 1 earlier state, 11 bytes)"])
    }

    @Test func aLongProgressBarStaysSmall() {
        let rig = JournalRig { $0.maxline = 64 }
        for state in 1...1000 { rig.feed("state \(state)\r") }
        rig.feed("done\n")
        #expect(rig.lines == [":: {cont} >> done (overwrote 1000 earlier states, 8893 bytes)"])
    }

    @Test func rawKeepsEveryByte() {
        let rig = JournalRig(format: .raw)
        rig.feed("@xml> 10%\r\u{1b}[1m20%\r\n")
        #expect(rig.output.pending.array.suffix(25) == Array(" :: {xml} >> 10%\r\u{1b}[1m20%\r\n".utf8).suffix(25))
        #expect(JournalRig(format: .raw).feed([0xff, 0x00, 0x0a]).output.pending.array.suffix(3) == [0xff, 0x00, 0x0a])
    }
}
