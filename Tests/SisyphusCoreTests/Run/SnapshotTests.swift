import Testing

@testable import SisyphusCore

struct SnapshotTests {
    private static func process(_ pid: Int32, parent: Int32, _ command: [String], state: String = "S") throws -> Snapshot.Process {
        // utime 14, stime 15, starttime 22, rss 24 of proc(5).
        let stat = "\(pid) (a) b (c)) \(state) \(parent) 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 1 0 1000 9999 256 18446744073709551615 0\n"
        var process = try #require(Snapshot.Process(stat: stat, tick: 100, uptime: 70_000_000, page: 4096))
        process.command = command
        return process
    }

    @Test func `What the kernel tells is read, and shown as a tree with secrets masked`() throws {
        var snapshot = Snapshot()
        snapshot.processes = [
            try Self.process(10, parent: 1, ["sh", "-c", "x --token abc | y"]), try Self.process(11, parent: 10, ["x", "--password=abc"]),
            try Self.process(12, parent: 10, [], state: "D"), try Self.process(13, parent: 11, ["z"], state: "R"),
        ]
        snapshot.processes[1].channel = "pipe_read"
        snapshot.processes[1].object = "a pipe with 12"
        snapshot.load = "0.10 0.20 0.30 1/2 3"
        snapshot.pressure = [("cpu", "some avg10=1.53 avg60=0.87 avg300=0.73 total=1\nfull avg10=0.00"), ("io", "")]
        snapshot.free = [("the log", 20 << 30)]
        #expect(
            snapshot.lines == [
                "4 processes, load 0.10 0.20 0.30, cpu pressure 1.53 %, 20 GiB free for the log",
                "  10 sleeps, CPU 2s, 1.0 MiB, 1m old: sh -c 'x --token ••• | y'",
                "    11 sleeps, CPU 2s, 1.0 MiB, 1m old, in pipe_read, for a pipe with 12: x --password=•••",
                "      13 runs, CPU 2s, 1.0 MiB, 1m old: z", "    12 waits for a device, CPU 2s, 1.0 MiB, 1m old: [a) b (c)]",
            ])
    }

    @Test func `A crowd is cut`() throws {
        var snapshot = Snapshot()
        for pid in 1...300 as ClosedRange<Int32> { snapshot.processes.append(try Self.process(pid, parent: 0, ["x"])) }
        (snapshot.leftOut, snapshot.unasked) = (7, 20)
        #expect(snapshot.lines.first == "307 processes, what 20 of them wait for was not looked at")
        #expect(snapshot.lines.count == Snapshot.mostLines && snapshot.lines.last == "  109 more are not shown")
        #expect(Snapshot().lines == [] && Snapshot.Process(stat: "7 (x", tick: 100, uptime: 0, page: 1) == nil)
    }

    @Test func `The other side of a connection`() {
        let four = "  sl  local_address rem_address\n   0: 0100007F:B32F 0700000A:01BB 01 0:0 0:0 0 1000 0 4242 1\n"
        #expect(SocketTable.peer(of: "4242", in: four) == "10.0.0.7:443" && SocketTable.peer(of: "1", in: four) == nil)
        let six = "  sl\n   0: 0:1 B80D0120000000000000000001000000:0050 01 0:0 0:0 0 0 0 7 1\n"
        #expect(SocketTable.peer(of: "7", in: six) == "[2001:db8:0:0:0:0:0:1]:80")
    }

    @Test func `Checks of a run that ended well`() {
        var (checks, found) = (ResultChecks(), ResultChecks.Findings())
        #expect(!checks.isOn && checks.failure(found) == nil)
        (checks.output, checks.noOutput, checks.minLines, checks.file) = ("done", "warn", 2, "/x")
        found.start = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)
        found.rejected = "a warning"
        #expect(checks.failure(found)?.hasSuffix(": a warning") == true)
        found.rejected = nil
        #expect(checks.failure(found) == "no line of the output matches \"done\" (--expect-output)")
        (found.isMatched, found.lines) = (true, 1)
        #expect(checks.failure(found) == "1 line was printed, 2 are expected at least (--expect-min-lines)")
        found.lines = 2
        #expect(checks.failure(found) == "/x is not there (--expect-file)")
        for (bytes, ago, words) in [(5, 3, "was not written by this run, but at 2026-11-23 17:45:26 +01:00"), (0, 0, "is empty")] as [(Int64, Int64, String)] {
            found.file = .there(bytes: bytes, modified: Timestamp(microseconds: found.start.microseconds - ago * 1_000_000, utcOffset: 3600))
            #expect(checks.failure(found) == "/x \(words) (--expect-file)")
        }
        found.file = .there(bytes: 1, modified: Timestamp(microseconds: found.start.microseconds - 1_000_000))
        #expect(checks.failure(found) == nil)
    }

    @Test func `Numbers of the job`() throws {
        let rig = JournalRig().feed("@!metric> rows 12 files\n@!metric> t 1.25\n@!metric> rows 13\n@!metric> 1x 2\n@!metric> y nan\n@!metric> z 1 two words\n")
        #expect(rig.journal.facts.metrics.map(\.number) == ["13", "1.25"] && rig.journal.facts.metrics[0].unit == nil)
        #expect(rig.lines.count == 3 && !rig.log.contains("rows"))
        var record = RunRecord(id: "r", start: rig.stamp.time, end: rig.stamp.time, status: .successful)
        record.metrics = rig.journal.facts.metrics
        let line = record.jsonLine
        #expect(RunRecord(jsonLine: line)?.metrics == record.metrics)
        #expect(RecordLine(line.dropLast()[...])?.metrics == "rows 13, t 1.25")
        for number in 0...Metric.most { rig.feed("@!metric> n\(number) 1e20\n") }
        #expect(rig.journal.facts.metrics.count == Metric.most && rig.journal.facts.metrics.last?.number == "1e+20")
    }
}
