import Testing

@testable import SisyphusCore

@Suite struct LimitTests {
    @Test func headAndTailAreKeptAndTheRestCounted() {
        let rig = JournalRig(maxBytes: 10_000)
        let text = String(repeating: "x", count: 1000)
        var written = ""
        for number in 1...5000 {
            rig.feed("\(number) \(text)\n")
            written += rig.log
            #expect(written.utf8.count <= 10_000)
            rig.output.pending.removeAll()
        }
        rig.own("done", ["sisyphus", "result", "ok"])
        rig.journal.finish(at: rig.stamp)
        let head = written.split(separator: "\n")
        let tail = rig.lines
        let leftOut = rig.output.leftOut
        #expect(head.count == 9)
        #expect(head.count + leftOut.lines + tail.count - 2 == 5000)
        #expect(
            tail[0] == ":: {sisyphus}{warning} >> \(grouped(leftOut.lines)) lines (\(grouped(leftOut.bytes)) bytes) are left out here, "
                + "because the log had reached its limit of 10,000 bytes; the end of the log follows")
        #expect(tail.last == ":: {sisyphus}{result}{ok} >> done")
        #expect(tail[1].hasPrefix(">> \(head.count + leftOut.lines + 1) x"))
        #expect(rig.log.utf8.count <= SizeLimiter.tailBytes + 300)
        rig.own("report")
        #expect(rig.lines.last == ">> report")
    }

    @Test func nothingIsSaidWhenNothingIsLeftOut() {
        let rig = JournalRig(maxBytes: 200)
        for number in 1...20 { rig.feed("\(number)\n") }
        rig.journal.finish(at: rig.stamp)
        #expect(rig.lines == (1...20).map { ">> \($0)" })
        #expect(rig.output.leftOut == (0, 0))
    }

    @Test func lastLinesOfOneRead() {
        let rig = JournalRig { $0.lastLines = 3 }
        let long = String(repeating: "x", count: 1001)
        #expect(rig.feed("a\nb\n\nc\n").journal.lastLines.lines == ["b", "", "c"])
        #expect(rig.feed("d\r\ne\r\nf\n").journal.lastLines.lines == ["d", "e", "f"])
        #expect(rig.feed("g\n\(long)\n@xml> h\ni\n").journal.lastLines.lines == [long.dropLast() + "…", "h", "i"])
    }

    @Test func lastLines() {
        let rig = JournalRig { $0.lastLines = 3 }
        #expect(rig.journal.lastLines.lines.isEmpty)
        rig.feed("1\n2\n3\n4\n@xml> \u{1b}5\n").own("ours").feed("\n", .stderr)
        #expect(rig.journal.lastLines.lines == ["4", "\\x1b5", ""])
        for number in 1...100_000 { rig.feed("\(number)\n") }
        #expect(rig.journal.lastLines.lines == ["99998", "99999", "100000"])
        rig.feed(String(repeating: "y", count: 5000) + "\n")
        #expect(rig.journal.lastLines.lines.last == String(repeating: "y", count: 1000) + "…")
    }

    @Test func facts() {
        let rig = JournalRig().feed("a\n@email> b\n@!result> c\n").feed("d\n", .stderr)
        let facts = rig.journal.facts
        #expect(facts.lines == 3)
        #expect(facts.bytes == 26)
        #expect(facts.stderrLines == 1)
        #expect(facts.routedLines == 1)
        #expect(rig.sink.texts == ["b"])
    }
}
