import Testing

@testable import SisyphusCore

@Suite struct RecordTests {
    @Test func messagesStandAmongPrints() {
        let rig = RecordRig()
        rig.feed(Array("one\n".utf8) + rig.message("two", tags: ["xml", "warning"]) + Array("three".utf8))
        rig.feed(rig.message("four") + rig.message("five") + Array("six\n\n".utf8) + rig.message("seven") + Array("\neight".utf8))
        rig.end()
        #expect(
            rig.lines == [
                " >> one", " :: {xml}{warning} >> two", " >> three", " >> four", " >> five", " >> six", " >> ", " >> seven", " >> ",
                " >> eight",
            ])
    }

    /// Whatever the way in which the bytes arrive.
    @Test func chunksDoNotMatter() {
        let whole = RecordRig()
        let bytes =
            Array("a\n\nb@\n@\n@0123\n@0123456789abcdeX {}\n".utf8) + whole.message("first") + Array("\n@".utf8)
            + whole.message("x\ny", tags: ["t"]) + whole.began(1, LogTask(name: "n")) + Array("print\n\n\n".utf8) + whole.ended(1)
            + Array("\n\nlast".utf8) + whole.message("") + Array("end".utf8)
        whole.feed(bytes)
        whole.end()
        #expect(whole.lines.count == 18)
        for size in 1...40 {
            let rig = RecordRig()
            for start in stride(from: 0, to: bytes.count, by: size) { rig.feed(Array(bytes[start..<min(start + size, bytes.count)])) }
            rig.end()
            #expect(rig.lines == whole.lines, "chunks of \(size)")
        }
    }

    @Test func strangersCannotSpeak() {
        let rig = RecordRig()
        rig.feed(Array("@fedcba9876543210 {\"m\":0,\"t\":\"no\"}\nx @0123456789abcdef {\"m\":0,\"t\":\"no\"}\n".utf8))
        #expect(
            rig.lines == [
                " >> @fedcba9876543210 {\"m\":0,\"t\":\"no\"}", " >> x @0123456789abcdef {\"m\":0,\"t\":\"no\"}",
            ])
    }

    @Test func textsAreSplitIntoLines() {
        let rig = RecordRig()
        rig.feed(rig.message("\n  \n  indented \n\nlast\r\nmore\u{85}end\n \n", tags: ["t"]) + rig.message(" \n ") + rig.message(" blank"))
        #expect(
            rig.lines == [
                " :: {t} >>   indented ", " :: {t} >> ", " :: {t} >> last", " :: {t} >> more", " :: {t} >> end", " >>  blank",
            ])
        #expect(rig.journal.facts.lines == 6)
    }

    @Test func longTextsTravelInParts() {
        for text in [String(repeating: "ä", count: 9000), String(repeating: "\"\\\u{1}", count: 5000), String(repeating: "x", count: 4096)] {
            let rig = RecordRig()
            var longest = 0
            var joined: [UInt8] = []
            rig.writer.message(task: 0, tags: ["tag"], text: text, at: 0) {
                longest = max(longest, rig.writer.buffer.count)
                joined += rig.writer.buffer.array
            }
            #expect(longest <= 4096)
            rig.feed(joined)
            #expect(rig.lines == [" :: {tag} >> " + text.replacing("\u{1}", with: "\\x01")])
        }
    }

    /// The supervisor may come to a message long after it was logged.
    @Test func messagesHaveTheTimeOfTheirCall() {
        var settings = JournalSettings()
        settings.showsProcesses = false
        settings.speaksInRecords = true
        settings.recordKey = RecordRig.key
        settings.clockOrigin = 1_000_000
        let journal = Journal(settings)
        let lines = SeenLines()
        journal.add(lines)
        let rig = RecordRig()
        let long = String(repeating: "x", count: 9000)
        let bytes =
            rig.message("one", at: 3_500_000) + rig.began(1, LogTask(name: "t"), at: 4_000_000) + rig.message(long, task: 1, at: 4_250_000)
            + Array("\nprinted\n".utf8) + rig.message("of the future", at: 99_000_000) + rig.message("before the run", at: 5)
        let read = Stamp(time: Timestamp(microseconds: 60_000_000, utcOffset: 3600), elapsed: 10_000_000)
        bytes.withUnsafeBytes { journal.consume($0, from: .stdout, at: read) }
        #expect(lines.elapsed == [2_500_000, 3_250_000, 10_000_000, 10_000_000, 10_000_000, 0])
        #expect(lines.wall == [52_500_000, 53_250_000, 60_000_000, 60_000_000, 60_000_000, 50_000_000])
        #expect(lines.starts == [53_000_000])
    }

    @Test func longLinesAreCut() {
        let rig = RecordRig(maxline: 100)
        rig.feed(rig.message(String(repeating: "x", count: 250)))
        #expect(rig.lines.map(\.count) == [" >> ".count + 100, " :: {cont} >> ".count + 100, " :: {cont} >> ".count + 50])
    }

    @Test func anyTextIsATag() {
        let rig = RecordRig()
        rig.feed(rig.message("x", tags: ["with space", "{brace}", "a >> b", "ünï", "", "delayed", "ünï"]))
        #expect(rig.lines == [" :: {with space}{\\x7bbrace\\x7d}{a \\x3e> b}{ünï}{delayed} >> x"])
    }

    @Test func delayedMessagesWait() {
        let rig = RecordRig()
        rig.feed(rig.message("late", tags: ["delay", "t"]))
        #expect(rig.lines == [])
        rig.feed(rig.message("now") + rig.message("at once", tags: ["delay"]))
        #expect(rig.lines == [" :: {t} >> late", " >> now", " >> at once"])
    }

    @Test func tasksOfConcurrentPartsStayApart() {
        let rig = RecordRig()
        rig.feed(
            rig.began(1, LogTask(type: "import", name: "a", index: 0, count: 2)) + Array("print\n".utf8)
                + rig.began(2, parent: 1, LogTask(name: "left")) + rig.began(3, parent: 1, LogTask(name: "right"))
                + rig.message("l", task: 2) + rig.message("r", task: 3) + Array("print\n".utf8) + rig.ended(2) + Array("print\n".utf8)
                + rig.ended(1) + rig.message("after", task: 3) + rig.ended(3) + Array("print\n".utf8))
        #expect(
            rig.lines == [
                " :: [1/2] import a >> print", " :: [1/2] import a :: left >> l", " :: [1/2] import a :: right >> r",
                " :: [1/2] import a >> print", " :: [1/2] import a :: right >> print", " :: right >> after", " >> print",
            ])
    }

    @Test func taskDataArrive() {
        final class Sink: EventSink {
            var events: [Event] = []
            func receive(_ event: Event) { events.append(event) }
        }
        let rig = RecordRig()
        let sink = Sink()
        rig.journal.add(sink)
        rig.feed(rig.began(1, LogTask(name: "n", data: ["file": "a\"b", "size": "3"])) + rig.message("x", task: 1, tags: ["external"]))
        #expect(sink.events.first?.tasks.last?.data == ["file": "a\"b", "size": "3"])
    }

    @Test(arguments: [StatedOutcome.uneventful, .successful("cached \"3\"\nfiles"), .failed("E: bad")])
    func outcomesArrive(_ outcome: StatedOutcome) {
        let rig = RecordRig()
        rig.feed(rig.outcome(outcome))
        #expect(rig.journal.facts.stated == outcome)
        #expect(rig.lines == [])
    }

    @Test func exceptionsCount() {
        let rig = RecordRig()
        rig.feed(rig.message("E: a\nb", tags: ["exc"]) + rig.message("E: c", tags: ["exc"]))
        #expect(rig.journal.facts.exceptions == 2)
        #expect(rig.journal.facts.isNotable)
    }

    @Test func recordsWithoutAnEndAreShown() {
        let rig = RecordRig()
        rig.feed(Array(rig.message("half").dropLast(2)))
        rig.end()
        #expect(rig.lines.last?.contains("half") == true)
    }

    /// An empty line is shown after a while even though a record could take it away.
    @Test func heldBytesAreShownInTime() {
        let rig = RecordRig()
        rig.feed(Array("a\n\n".utf8))
        #expect(rig.lines == [" >> a"])
        #expect(rig.journal.hasUnfinished(.stdout))
        rig.flush()
        #expect(rig.lines == [" >> a", " >> "])
    }
}

/// When lines were logged and tasks began.
private final class SeenLines: JournalObserver {
    var elapsed: [Int64] = []
    var wall: [Int64] = []
    var starts: [Int64?] = []

    func receive(_ event: Event) {
        elapsed.append(event.stamp.elapsed)
        wall.append(event.stamp.time.microseconds)
    }

    func taskBegan(_ tasks: [LogTask]) { starts.append(tasks.last?.start?.microseconds) }
    func taskEnded(_ tasks: [LogTask]) {}
    func runEnded(_ status: Status) {}
}
