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
                {"kind":"run","id":"01k","start":"2026-11-23T17:45:29.773522+01:00",\
                "end":"2026-11-23T17:45:29.773522+01:00","status":"successful","seconds":1.000000}

                """)
    }

    @Test func unknownKeysAreToleratedAndUnknownStatusesAreNot() {
        let line = record("01k", .successful).jsonLine.text
        #expect(RunRecord(jsonLine: line.replacing("{", with: #"{"new":{"deep":[1,null]},"#).utf8) == record("01k", .successful))
        #expect(RunRecord(jsonLine: line.replacing("successful", with: "splendid").utf8) == nil)
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
