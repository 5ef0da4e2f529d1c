import SisyphusCore
import Testing

@testable import SisyphusViews

struct ViewTests {
    @Test func `Worst jobs come first`() {
        #expect(Samples.jobs.map(\.state) == [.failed, .timeout, .lost, .running, .ok, .uneventful, .never])
        #expect(Samples.job("x", Samples.good, maxAge: 60_000_000).state == .overdue)
        #expect(Samples.job("x", Samples.good, run: .alive(Samples.state(startedAgo: 7200))).state == .stuck)
    }

    @Test func `The tail counts bad runs and knows the usual duration`() {
        let records = Samples.good + [Samples.record(.failed, ago: 900), Samples.record(nil, ago: 800), Samples.record(.timeout, ago: 700)]
        let bytes = records.flatMap(\.jsonLine)
        let tail = RecordTail(bytes + Array("{\"torn".utf8), isWhole: true)
        #expect(tail.failuresInARow == 2 && tail.usual?.median == 12_000_000)
        #expect(tail.last?.status == .timeout && tail.firstFailed == records[8].end && tail.lastGood == records[7])
        // A piece that begins within a line.
        #expect(RecordTail(Array(bytes.dropFirst(5)), isWhole: false).goodTimes.count == 7)
    }

    @Test func `Fields are found as a reader of JSON finds them`() {
        for seconds in ["12.000001", "0.5", "3", "100000.123456"] {
            var record = Samples.record(.failed, ago: 1, reason: "\"seconds\":9,\"status\":\"successful\"")
            record.elapsed = Int64((Double(seconds)! * 1_000_000).rounded())
            record.jsonLine.dropLast().withUnsafeBufferPointer { line in
                #expect(RecordScan(line: line).microseconds("\"seconds\":") == record.elapsed)
                #expect(!RecordScan(line: line).has("\"status\":\"successful\""))
            }
        }
    }

    @Test(arguments: [60, 80, 140])
    func `Status fits the terminal`(width: Int) {
        let text = StatusView.table(Samples.jobs, now: Samples.now).text(.terminal(width: width))
        #expect(text.split(separator: "\n").count == Samples.jobs.count + 1)
        for line in text.split(separator: "\n") { #expect(CellText.width(String(line)) <= width, "\(line)") }
    }

    @Test func `Status at 80 columns`() {
        #expect(
            StatusView.table(Samples.jobs, now: Samples.now).text(.terminal(width: 80)) == """
                STATE       JOB                             ENDED   TOOK  USUAL  BAD  REASON
                failed      ACME.FooBar/fetch                 30m  3m20s    12s    1  failed wi…
                timeout     ACME.FooBar/late                   1m    12s      -    1  timed out…
                lost        ACME.FooBar/gone                   1h    12s    12s    -  its proce…
                running     ACME.FooBar/load                   1h    50s    12s    -  pid 4711
                ok          ACME.FooBar/a-j…rminal.nightly     1h    12s    12s    -  exited wi…
                uneventful  ACME.FooBar/quiet                  9d    12s      -    -
                never       ACME.FooBar/new                     -      -      -    -

                """)
    }

    @Test func `No text of strangers breaks a table`() {
        var random = SystemRandomNumberGenerator()
        let pieces = ["\u{1b}[2J", "\r", "\n", "\t", "漢字", "e\u{301}", "\u{202e}", "👩‍👩‍👧", "x", " ", "\"", "\0", "\u{85}", "<b>"]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            let job = Samples.job(text, [Samples.record(.failed, ago: 1, reason: text)])
            let table = StatusView.table([job], now: Samples.now)
            for width in [1, 20, 60, 80, 140] {
                let lines = table.text(.terminal(width: width)).split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count == 3)
                if width >= 20 { #expect(lines.allSatisfy { CellText.width(String($0)) <= width }, "\(width) \(lines)") }
            }
            let fields = table.text(.tsv).split(separator: "\n")[1].split(separator: "\t", omittingEmptySubsequences: false)
            #expect(fields.count == table.columns.count)
            #expect(!table.text(.pipe).unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\r" || $0 == "\u{202e}" })
        }
    }

    @Test func `Colours are only there when wanted`() {
        let table = StatusView.table(Samples.jobs, now: Samples.now)
        #expect(table.text(.pipe, isColoured: true).contains("\u{1b}[31mfailed\u{1b}[0m"))
        #expect(!table.text(.pipe).contains("\u{1b}"))
    }

    @Test(arguments: [
        ("ACME.*", true), ("ACME.FooBar/fetch", true), ("ACME.FooBar/f*h", true), ("*/[a-f]etch", true), ("*/[!a-f]etch", false), ("ACME", false),
        ("*/fetc", false), ("*/f?tch", true), ("*/*e*c*", true), ("[", false), ("*/[", false), ("*/", true),
    ])
    func `Patterns choose jobs`(pattern: String, isMatch: Bool) {
        #expect(JobPattern(pattern).matches(.init(project: "ACME.FooBar", job: "fetch")) == isMatch)
    }

    @Test func `History quotes what needs it`() {
        let entry = (JobOverview.Place(project: "p", job: "j"), Samples.record(.failed, ago: 5, reason: "a, \"b\""))
        #expect(HistoryView.csv([entry]).hasSuffix(",failed,12.000000,,,,,,\"a, \"\"b\"\"\",\r\n"))
        var filter = HistoryFilter()
        filter.statuses = ["skip"]
        #expect(filter.takes(Samples.record(nil, ago: 5)) && !filter.takes(entry.1))
    }

    @Test func `Why names what changed`() {
        let job = Samples.jobs[0]
        let report = WhyReport(
            job, log: ["12:00 started /a/b", "12:01 connection refused", "[x] :: {sisyphus}{result} >> new", "12:02 bye"],
            goodLog: ["11:00 started /c/d", "11:59 bye"], now: Samples.now)
        #expect(report.changes.map(\.what) == ["duration", "first new line"])
        #expect(report.changes.last?.now == "12:01 connection refused")
        let lines = report.text(local: { $0 }).split(separator: "\n")
        #expect(lines.count <= 20 && lines[0] == "ACME.FooBar/fetch: failed, failed with exit status 3, because the server of the other side is away")
    }
}
