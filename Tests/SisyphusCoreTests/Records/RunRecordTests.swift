import Testing

@testable import SisyphusCore

@Suite struct RunRecordTests {
    private let start = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)

    private func record(_ id: String, _ status: Status?) -> RunRecord {
        RunRecord(id: id, start: start, end: start, status: status)
    }

    @Test func everythingIsReadBack() throws {
        var record = record("01k", .failed)
        record.project = "ACME"
        record.job = "fetch"
        record.reason = "failed with \"3\"\n\u{1}\u{7f}ä\\"
        record.exitCode = 3
        record.signal = 9
        record.elapsed = 1_500_001
        record.userTime = 7
        record.systemTime = 0
        record.peakMemory = 1024
        record.lines = 12
        record.bytes = 9_007_199_254_740_993
        record.dropped = 1
        record.copyDropped = 2
        record.leftovers = 2
        record.skips = 3
        record.degraded = true
        record.log = LogName(start: start).text
        (record.pid, record.warnings, record.exceptions, record.lastLines) = (4711, 1, 2, ["a", "\"b\""])
        (record.read, record.written, record.switches, record.oomKills) = (512, 1024, 3, 1)
        (record.limitsHit, record.lockWait, record.note) = (["maxtime"], 1_500_000, "stuck")
        var use = TreeUse()
        (use.memoryPeak, use.cpuPressure, use.memoryPressure, use.ioPressure) = (4 << 20, 1_000_000, 0, 7)
        record.use = use
        record.surroundings.host = "h"
        record.surroundings.boot = "b"
        record.surroundings.user = "root"
        record.surroundings.argv = ["sh", "-c", "x\ny"]
        record.surroundings.cwd = "/tmp"
        record.surroundings.program = .init(path: "/bin/sh", modified: start, size: 9, hash: "00112233445566ff")
        record.surroundings.umask = 0o22
        record.surroundings.limits = [.init(name: "core", value: nil), .init(name: "nofile", value: 9)]
        record.surroundings.environment = [.init(name: "HOME", hash: 0xa1), .init(name: "status", hash: .max)]
        record.surroundings.trigger = .cron
        #expect(record.jsonLine.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        #expect(RunRecord(jsonLine: record.jsonLine) == record)
    }

    @Test func aSkippedStartHasNoStatus() {
        var skip = record("01k", nil)
        skip.kind = .skip
        #expect(RunRecord(jsonLine: skip.jsonLine) == skip)
        #expect(!skip.isGood)
    }

    @Test func theLineIsPinned() {
        var record = record("01k", .successful)
        record.elapsed = 1_000_000
        #expect(
            record.jsonLine.text == """
                {"v":2,"kind":"run","id":"01k","start":"2026-11-23T17:45:29.773522+01:00",\
                "end":"2026-11-23T17:45:29.773522+01:00","status":"successful","seconds":1.000000}

                """)
    }

    @Test func unknownKeysAreToleratedAndUnknownStatusesAreNot() {
        let line = record("01k", .successful).jsonLine.text
        #expect(RunRecord(jsonLine: line.replacing("{", with: #"{"new":{"deep":[1,null]},"#).utf8) == record("01k", .successful))
        #expect(RunRecord(jsonLine: line.replacing("successful", with: "splendid").utf8) == nil)
    }

    @Test func recordsOfTheFirstVersionAreRead() throws {
        let line = record("01k", .successful).jsonLine.text.replacing("\"v\":2,", with: "")
        let old = try #require(RunRecord(jsonLine: line.utf8))
        #expect(old.version == 1 && old.kind == .run && old.jsonLine.text == line)
        var lost = record("01k", .failed)
        lost.reason = LostRun.text
        #expect(RunRecord(jsonLine: lost.jsonLine.text.replacing("\"v\":2,", with: "").utf8)?.kind == .lost)
        #expect(RunRecord(jsonLine: lost.jsonLine)?.kind == .run)
    }

    @Test func theLastLinesAreBounded() {
        #expect(RunRecord.lastLines(["a", "b", "c", "d", "e", "f"]) == ["b", "c", "d", "e", "f"])
        let long = String(repeating: "ä", count: 200)
        #expect(RunRecord.lastLines([long, long, "end"]).map(\.utf8.count) == [97, 400, 3])
    }

    @Test func brokenLinesArePassedOver() {
        let lines = record("a", .failed).jsonLine + record("b", .successful).jsonLine
        let torn =
            Array(lines.dropFirst(5)) + Array(record("c", .successful).jsonLine.dropLast(9)) + [10]
            + record("d", .timeout).jsonLine + Array(#"{"id":"e""#.utf8)
        #expect(RunRecord.records(in: torn).map(\.id) == ["b", "d"])
        #expect(RunRecord.last(in: torn) { $0.isGood }?.id == "b")
        #expect(RunRecord.last(in: torn) { _ in true }?.id == "d")
        #expect(RunRecord.last(in: torn) { $0.status == .uneventful } == nil)
        #expect(RunRecord.last(in: []) { _ in true } == nil)
    }

    @Test func idsSortByStart() {
        let early = RunID.text(start: start, random: (.max, .max))
        let late = RunID.text(start: Timestamp(microseconds: start.microseconds + 1000), random: (0, 0))
        #expect(early.utf8.count == 26)
        #expect(early < late)
        #expect(early != RunID.text(start: start, random: (.max, .max - 1)))
    }
}
