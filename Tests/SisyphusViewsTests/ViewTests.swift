import SisyphusCore
import SisyphusSchedule
import TestSupport
import Testing

@testable import SisyphusViews

struct ViewTests {
    @Test func `Worst jobs come first`() {
        #expect(Samples.jobs.map(\.state) == [.failed, .timeout, .lost, .running, .ok, .uneventful, .never])
        #expect(Samples.job("x", Samples.good, maxAge: 60_000_000).state == .overdue)
        #expect(Samples.job("x", Samples.good, run: .alive(Samples.state(startedAgo: 7200))).state == .stuck)
    }

    @Test func `A paused job and one that waits are no failures`() {
        var waiting = RunStateFile(id: "w")
        waiting.waiting = .init(.nextRun, until: Timestamp(microseconds: Samples.now.microseconds + 60_000_000, utcOffset: 3600))
        let idle = Samples.job("x", Samples.good, run: .alive(waiting))
        #expect(
            idle.state == .waiting && idle.going == nil && idle.next == waiting.waiting?.until
                && idle.reason(now: Samples.now).hasPrefix("waits for its next run, until "))
        for run in [HealthInput.Run.none, .dead(RunStateFile(id: "d")), .alive(waiting)] {
            var facts = JobOverview.Facts(tail: RecordTail(Samples.record(.failed, ago: 60).jsonLine, isWhole: true), run: run)
            facts.pause = Pause(since: Samples.now, by: "kim")
            let job = JobOverview(.init(project: "P", job: "x"), facts, now: Samples.now)
            #expect(job.state == .paused && job.state.isHealthy && job.reason(now: Samples.now).hasSuffix("(paused by kim)"))
        }
        #expect(!JobState.failed.isHealthy && JobState.waiting.isHealthy)
    }

    @Test func `What cannot be read is unknown and never healthy`() {
        let good = RecordTail(Samples.good.flatMap(\.jsonLine), isWhole: true)
        func state(_ change: (inout JobOverview.Facts) -> Void) -> JobState {
            var facts = JobOverview.Facts(tail: good, run: .none)
            change(&facts)
            return JobOverview(.init(project: "P", job: "x"), facts, now: Samples.now).state
        }
        #expect(state { $0.complaint = nil }.isHealthy && !JobState.unknown.isHealthy)
        #expect(state { $0.complaint = "Exit 3" } == .unknown && state { $0.run = .unreadable("damaged") } == .unknown)
        #expect(state { $0.trouble = "cannot open" } == .unknown && state { ($0.tail, $0.complaint) = (RecordTail(), "Exit 3") } == .unknown)
        let torn = RecordTail(Samples.good.flatMap(\.jsonLine) + Array("{\"torn".utf8), isWhole: true)
        #expect(torn.isTorn && !good.isTorn)
    }

    @Test func `The tail counts bad runs and knows the usual duration`() {
        let records = Samples.good + [Samples.record(.failed, ago: 900), Samples.record(nil, ago: 800), Samples.record(.timeout, ago: 700)]
        let bytes = records.flatMap(\.jsonLine)
        let tail = RecordTail(bytes + Array("{\"torn".utf8), isWhole: true)
        #expect(tail.failuresInARow == 2 && tail.usual?.median == 12_000_000)
        #expect(tail.last?.status == .timeout && tail.firstBad?.end == records[8].end && tail.lastGood?.record == records[7])
        // A piece that begins within a line.
        #expect(RecordTail(Array(bytes.dropFirst(5)), isWhole: false).goodTimes.count == 7)
    }

    @Test func `Fields are found as a reader of JSON finds them`() throws {
        for seconds in ["12.000001", "0.5", "3", "100000.123456"] {
            var record = Samples.record(.failed, ago: 1, reason: "\"seconds\":9,\"status\":\"successful\" ä\\")
            record.elapsed = Int64((Double(seconds)! * 1_000_000).rounded())
            record.lines = 7
            record.surroundings.environment = [.init(name: "seconds", hash: 1), .init(name: "status", hash: 2)]
            try record.jsonLine.dropLast().withUnsafeBufferPointer { line in
                var scan = try #require(RecordScan(line))
                #expect(scan.elapsed == record.elapsed && scan.status == .failed && scan.kind == "run" && scan.number("\"lines\":") == "7")
                #expect(scan.start == record.start && scan.end == record.end && scan.string("\"reason\":") == record.reason)
            }
        }
        var record = Samples.record(.successful, ago: 1, reason: "good")
        record.surroundings.environment = ["summary", "host", "log", "lines", "degraded"].map { .init(name: $0, hash: 1) }
        let line = Samples.entry(record).record
        #expect(line.summary == nil && line.host == nil && line.log == nil && !line.isDegraded && line.details == ("good", record.elapsed, nil))
        #expect(Array("{\"status\":\"failed\"".utf8).withUnsafeBufferPointer { RecordScan($0) } == nil)
        // Rewritten by somebody who puts blanks between.
        let rewritten = Array("{\"v\": 2, \"environment\": {\"status\": \"failed\"} }".utf8)
        #expect(
            rewritten.withUnsafeBufferPointer { line in
                RecordScan(line).flatMap { scan in
                    var scan = scan; return scan.status
                }
            } == nil)
    }

    private static func starts(_ minutesAgo: [Int]) -> [Timestamp] {
        minutesAgo.map { Timestamp(microseconds: Samples.now.microseconds - Int64($0) * 60_000_000, utcOffset: 3600) }
    }

    @Test func `A rhythm tells when a job should run`() throws {
        #expect(StartPattern(starts: Self.starts([1, 6, 11, 16, 21])) == nil)
        #expect(StartPattern(starts: Self.starts([1, 3, 50, 51, 90, 400, 401])) == nil)
        let burst = (0..<10).map { Timestamp(microseconds: Samples.now.microseconds - Int64($0) * 1_000_000) }
        #expect(StartPattern(starts: burst) == nil)
        let steady = try #require(StartPattern(starts: Self.starts([4, 9, 14, 19, 40, 45, 50])))
        #expect(steady.interval == 300_000_000 && steady.next == Self.starts([-1])[0] && !steady.isLate(Samples.now))
        #expect(try #require(StartPattern(starts: Self.starts([8, 13, 18, 23, 28, 33]))).isLate(Samples.now))
    }

    @Test func `A pause that was there before is no delay`() throws {
        var pattern = try #require(StartPattern(starts: Self.starts([60, 65, 70, 75, 80, 85])))
        let (week, day): (Int64, Int64) = (7 * 86_400_000_000, 86_400_000_000)
        #expect(pattern.isLate(Samples.now) && pattern.explanations(Samples.now) == [week, day])
        // Yesterday there were starts at this time.
        let isExplainedByYesterday = pattern.explain(by: Self.starts([1441])[0], Self.starts([1436])[0], ago: day)
        #expect(!isExplainedByYesterday && pattern.isLate(Samples.now))
        // A week ago the last start was as long ago as now, the next one came five hours later.
        let minutes = 7 * 1440
        let isExplained = pattern.explain(by: Self.starts([minutes + 60])[0], Self.starts([minutes - 300])[0], ago: week)
        #expect(isExplained && !pattern.isLate(Samples.now) && pattern.next == Self.starts([-300])[0])
        let stopped = StartPattern(starts: Self.starts([15000, 15005, 15010, 15015, 15020, 15025]))
        #expect(stopped?.explanations(Samples.now) == [])
    }

    @Test func `A schedule says more than the rhythm of the starts`() throws {
        // The eight good runs began every hour, 12 s before a full one.
        var facts = JobOverview.Facts(tail: RecordTail(Samples.good.flatMap(\.jsonLine), isWhole: true), run: .none)
        let kept = KeptSchedule(try JobSchedule("30 4 * * *"), zone: nil, source: "--schedule", since: Timestamp(rfc3339: "2026-11-01T00:00:00Z")!)
        facts.schedule = (kept, .utc)
        let job = JobOverview(.init(project: "p", job: "j"), facts, now: Samples.now)
        #expect(job.next == Timestamp(rfc3339: "2026-11-24T04:30:00Z") && job.state == .ok && job.missed == nil)
        let late = job.at(Timestamp(rfc3339: "2026-11-24T04:33:00Z")!, maxAge: nil)
        #expect(late.state == .overdue && late.missed == job.next && late.reason(now: Samples.now) == "nothing was started for 2026-11-24 04:30:00")
        facts.run = .alive(Samples.state())
        let running = JobOverview(.init(project: "p", job: "j"), facts, now: Timestamp(rfc3339: "2026-11-24T04:33:00Z")!)
        #expect(running.state == .running || running.state == .stuck)
        #expect(running.missed == nil)
        var never = JobOverview.Facts(tail: RecordTail(), run: .none)
        never.schedule = (kept, .utc)
        #expect(JobOverview(.init(project: "p", job: "j"), never, now: Samples.now).state == .overdue)
    }

    @Test func `Who waits and what is lost is told`() {
        var lost = Samples.record(.failed, ago: 60)
        lost.kind = .lost
        var facts = JobOverview.Facts(tail: RecordTail(lost.jsonLine, isWhole: true), run: .none)
        facts.waitingMessages = 2
        let job = JobOverview(.init(project: "p", job: "j"), facts, now: Samples.now)
        #expect(job.state == .lost && StatusView.table([job], now: Samples.now).text(.pipe).contains("  2"))
        facts = JobOverview.Facts(tail: RecordTail(Samples.good.flatMap(\.jsonLine), isWhole: true), run: .alive(Samples.state()))
        facts.log = ["[2026-11-23 17:00:00.000000]=[t+0:00:00.000001] :: child 7 :: [3/9] import a >> reading"]
        let running = JobOverview(.init(project: "p", job: "j"), facts, now: Samples.now)
        #expect(running.reason(now: Samples.now) == "pid 4711 since 16:59:10: [3/9] import a: reading")
    }

    static let widths = [60, 80, 140]

    /// Every view in three widths, as one file each.
    @Test(arguments: widths)
    func `Views at this width`(width: Int) throws {
        let style = PlotView.Style(width: width, isASCII: false, isColoured: false)
        let plain = PlotView.Style(width: width, isASCII: true, isColoured: false)
        let entries = Samples.entries
        let spans = entries.compactMap(TimelineView.Span.init)
        let from = Timestamp(microseconds: Samples.now.microseconds - 86_400_000_000, utcOffset: 3600)
        let at = Timestamp(microseconds: Samples.now.microseconds - 40_000_000_000, utcOffset: 3600)
        let timeline = TimelineView(spans, from: from, until: Samples.now, at: at)
        let texts = [
            ("status", StatusView.table(Samples.jobs, now: Samples.now).text(.terminal(width: width))),
            ("history", HistoryView.table(Array(entries.prefix(12)), local: { $0 }).text(.terminal(width: width))),
            ("history --plot", PlotView.text(entries.filter { $0.place.job == "fetch" }, style, local: { $0 })),
            ("history --plot --ascii", PlotView.text(entries.filter { $0.place.job == "fetch" }, plain, local: { $0 })),
            ("history --timeline --at", timeline.text(style, local: { $0 })), ("history --timeline --ascii", timeline.text(plain, local: { $0 })),
        ]
        for (name, text) in texts {
            for line in text.split(separator: "\n") { #expect(CellText.width(String(line)) <= width, "\(name): \(line)") }
        }
        #expect(texts[3].1.utf8.allSatisfy { $0 < 0x80 } && texts[5].1.utf8.allSatisfy { $0 < 0x80 })
        try expectGolden(texts.map { "== \($0)\n\($1)" }.joined(separator: "\n"), "views-\(width).txt")
    }

    @Test func `Why in 20 lines`() throws {
        let text = WhyReport(Samples.jobs[0], log: Samples.badLog, goodLog: Samples.goodLog, told: [.init(channel: "email", what: "told")], now: Samples.now)
        try expectGolden(text.text(local: { $0 }), "why.txt")
    }

    @Test func `No text of strangers breaks a table`() {
        var chance = Chance(1)
        let pieces = ["\u{1b}[2J", "\r", "\n", "\t", "漢字", "e\u{301}", "\u{202e}", "👩‍👩‍👧", "x", " ", "\"", "\0", "\u{85}", "<b>"]
        for _ in 0..<500 {
            let text = chance.text(of: pieces, 0...40)
            let job = Samples.job(text, [Samples.record(.failed, ago: 1, reason: text)])
            let table = StatusView.table([job], now: Samples.now)
            let entry = Samples.entry(Samples.record(.failed, ago: 1, reason: text), text)
            let span = TimelineView.Span(entry)!
            let style = PlotView.Style(width: 60, isASCII: false, isColoured: false)
            let drawn = [
                PlotView.text([entry, entry], style, local: { $0 }),
                TimelineView(
                    [span, .init(place: .init(project: text, job: "j"), start: span.start, end: span.end, state: .ok)], from: span.start, until: span.end,
                    at: span.start
                )
                .text(style, local: { $0 }),
            ]
            for line in drawn.flatMap({ $0.split(separator: "\n") }) { #expect(CellText.width(String(line)) <= 60, "\(line)") }
            #expect(!drawn.joined().unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\r" || $0 == "\u{202e}" })
            #expect(HistoryView.table([entry], local: { $0 }).text(.tsv).split(separator: "\n").count == 2)
            for width in [1, 20, 60, 80, 140] {
                let lines = table.text(.terminal(width: width)).split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count == 3)
                if width >= 20 { #expect(lines.allSatisfy { CellText.width(String($0)) <= width }, "\(width) \(lines)") }
            }
            let fields = table.text(.tsv).split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).count }
            #expect(fields == [9, 9])
            #expect(!table.text(.pipe).unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\r" || $0 == "\u{202e}" })
        }
    }

    @Test(arguments: 1...9)
    func `A table that is made in pieces is the whole table`(count: Int) {
        let pieces = Pieces(count) { count, body in for number in (0..<count).reversed() { body(number) } }
        let status = StatusView.table(Samples.jobs, now: Samples.now).text(.pipe, isColoured: true)
        #expect(StatusView.table(Samples.jobs, now: Samples.now, in: pieces).text(.pipe, isColoured: true) == status)
        let history = HistoryView.table(Samples.entries, local: { $0 }).text(.pipe)
        #expect(HistoryView.table(Samples.entries, local: { $0 }, in: pieces).text(.pipe) == history)
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

    @Test func `A name means its job alone`() {
        let places = ["q?", "qa", "[x]", "x"].map { JobOverview.Place(project: "P", job: $0) }
        func chosen(_ text: String) -> [String] {
            let pattern = JobPattern(text).resolved(places.contains)
            return places.filter { pattern.matches($0) && pattern.matches(project: $0.project) }.map(\.job)
        }
        #expect(chosen("P/q?") == ["q?"] && chosen("P/[x]") == ["[x]"] && chosen("P/[a-x]") == ["x"] && chosen("P/?a") == ["qa"] && chosen("P").count == 4)
        #expect(JobPattern("P/q?").resolved(places.contains).name == places[0] && JobPattern("P/q*").resolved(places.contains).name == nil)
    }

    @Test func `History quotes what needs it`() {
        let failed = Samples.entry(Samples.record(.failed, ago: 5, reason: "a, \"b\""), project: "p")
        #expect(HistoryView.csv([failed]).hasSuffix(",failed,12.000000,,,,,,\"a, \"\"b\"\"\",\r\n"))
        let marked = Samples.entry(Samples.record(.failed, ago: 5, reason: "a \"\u{301}b"), project: "p")
        #expect(HistoryView.csv([marked]).hasSuffix(",\"a \"\"\u{301}b\",\r\n"))
        #expect(HistoryView.json([failed]) == failed.record.record?.jsonLine)
        var filter = HistoryFilter()
        filter.statuses = ["skip"]
        #expect(filter.takes(Samples.entry(Samples.record(nil, ago: 5)).record) && !filter.takes(failed.record))
        var lost = Samples.record(.failed, ago: 5)
        lost.kind = .lost
        for word in ["lost", "failed"] {
            filter.statuses = [word]
            #expect(filter.takes(Samples.entry(lost).record) && filter.takes(lost))
        }
        #expect(RecordLine(ArraySlice("{\"status\":\"splendid\"}".utf8)) == nil)
    }

    @Test func `Why names what changed`() {
        let job = Samples.jobs[0]
        let report = WhyReport(job, log: Samples.badLog, goodLog: Samples.goodLog, now: Samples.now)
        #expect(
            report.changes.map(\.what) == [
                "exit status", "first new line", "duration", "peak memory", "program's time", "program's hash", "command", "user", "limit nofile",
                "variables that came",
                "variables that went", "variables with other values",
            ])
        #expect(report.changes[1].now == "12:01 connection refused")
        let lines = report.text(local: { $0 }).split(separator: "\n")
        #expect(lines.count <= 20 && lines[0] == "ACME.FooBar/fetch: failed, failed with exit status 3, because the server of the other side is away")
    }
}

@Suite struct CollectedHostTests {
    @Test(
        arguments: [
            (["/srv/h1"], ["h1"]), (["/srv/h1", "/srv/h2/"], ["h1", "h2"]), (["/srv/h1/jobs", "/srv/h2/jobs"], ["h1", "h2"]),
            (["./a/x/jobs", "./b/y/jobs"], ["a/x", "b/y"]), (["/a", "/a/b"], ["a", "a/b"]), (["/"], ["/"]), (["/srv/h1", "/srv/h1"], ["h1", "h1"]),
            (["/jobs", "/srv/h2/jobs"], ["jobs", "srv/h2/jobs"]),
        ])
    func hostsAreCalledByWhatDiffers(_ paths: [String], _ names: [String]) { #expect(CollectedHosts.names(paths) == names) }

    @Test func wordsBehindAreDirectoriesOrPatterns() {
        let parted = CollectedHosts.directories(["/a"], ["/b", "P/*", "./c", "Q"])
        #expect(parted.directories == ["/a", "/b", "./c"] && parted.names == ["P/*", "Q"])
        #expect(CollectedHosts.directories([], ["/b"]).names == ["/b"])
    }

    @Test func tablesShowTheHostWhereThereAreSome() {
        let own = Samples.job("a", [Samples.record(.successful, ago: 60)])
        #expect(!StatusView.table([own], now: Samples.now).text(.tsv).contains("HOST"))
        let job = JobOverview(.init(project: own.place.project, job: "a", host: "h1"), own.facts, now: Samples.now)
        let lines = StatusView.table([job], now: Samples.now).text(.tsv).split(separator: "\n")
        #expect(lines[0].hasPrefix("STATE\tHOST\tJOB\t") && lines[1].hasPrefix("ok\th1\tACME.FooBar/a\t"))
        #expect("\(job.place)" == "h1: ACME.FooBar/a")
        #expect(JobOverview.Place(project: "P", job: "a", host: "h1") < JobOverview.Place(project: "P", job: "a", host: "h2"))
    }
}
