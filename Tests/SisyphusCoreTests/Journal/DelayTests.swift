import Testing

@testable import SisyphusCore

@Suite struct DelayTests {
    @Test func delayedLinesWaitForTheFirstOther() {
        let rig = JournalRig().own("start", ["sisyphus", "init"], delayed: true)
        rig.feed("@delay,db> opened\n")
        #expect(rig.log.isEmpty)
        #expect(!rig.journal.facts.undelayed)
        rig.stamp.elapsed += 1_000_000
        rig.feed("plain\n@delay> later\n")
        #expect(
            rig.log == """
                [2026-11-23 17:45:29.773522]=[t+0:00:00.005041] :: {sisyphus}{init} >> start
                [2026-11-23 17:45:29.773522]=[t+0:00:00.005041] :: {db} >> opened
                [2026-11-23 17:45:29.773522]=[t+0:00:01.005041] >> plain
                [2026-11-23 17:45:29.773522]=[t+0:00:01.005041] >> later

                """)
        #expect(rig.journal.facts.undelayed)
    }

    @Test func theyKeepTheirTasks() {
        #expect(JournalRig().feed("@!task> a\n@delay> x\n@!endtask>\ny\n").lines == [":: a >> x", ">> y"])
    }

    @Test func discardedLinesTellNobodyAndCountForNothing() {
        let rig = JournalRig().own("start", [], delayed: true).feed("@delay,email> x\n").feed("@delay> y\n", .stderr)
        rig.journal.discardDelayed()
        rig.own("done", ["sisyphus", "result", "ok"])
        #expect(rig.lines == [":: {sisyphus}{result}{ok} >> done"])
        #expect(rig.sink.events.isEmpty)
        #expect(!rig.journal.facts.isNotable)
    }

    @Test func openedTheyCount() {
        let rig = JournalRig().feed("@delay,email> x\n")
        #expect(rig.journal.facts.routedLines == 0)
        rig.journal.openGate(at: rig.stamp)
        rig.journal.openGate(at: rig.stamp)
        #expect(rig.lines == [":: {email} >> x"])
        #expect(rig.sink.texts == ["x"])
        #expect(rig.journal.facts.routedLines == 1)
    }

    @Test func tooManyAreLeftOutAndCounted() {
        let rig = JournalRig().own("start", [], delayed: true)
        let text = String(repeating: "x", count: 1000)
        for number in 1...2000 { rig.feed("@delay> \(number) \(text)\n") }
        rig.feed("end\n")
        let lines = rig.lines
        let leftOut = rig.journal.facts.leftOutDelayed
        #expect(leftOut > 1000)
        #expect(lines.count == 2000 - leftOut + 3)
        #expect(lines.first == ">> start")
        #expect(lines[1].hasPrefix(":: {sisyphus}{info} >> 1,"))
        #expect(lines[2].hasPrefix(">> \(leftOut + 1) x"))
    }

    @Test func theStartMayBeShownInOneOutputBefore() {
        let rig = JournalRig().own("start", ["sisyphus", "init"], delayed: true).feed("@delay> held\n")
        let other = RenderedOutput(format: .text)
        rig.journal.add(other)
        rig.journal.showStart(in: rig.output)
        #expect(rig.lines == [":: {sisyphus}{init} >> start"])
        #expect(other.pending.isEmpty && !rig.journal.facts.undelayed)
        rig.own("later", ["sisyphus", "init"], delayed: true).feed("plain\n")
        rig.journal.showStart(in: rig.output)
        #expect(rig.lines == [":: {sisyphus}{init} >> start", ">> held", ":: {sisyphus}{init} >> later", ">> plain"])
        #expect(String(decoding: other.pending.bytes, as: UTF8.self) == rig.log)
    }

    @Test func anEmptyLineOfOursOpensTheGateToo() {
        #expect(JournalRig().own("start", [], delayed: true).own(" \n").lines == [">> start"])
    }
}
