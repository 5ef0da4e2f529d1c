import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct RunRecordsTests {
    private let place: TemporaryDirectory
    private let now = Timestamp(microseconds: 1_795_452_329_000_000)

    init() throws {
        place = try TemporaryDirectory()
    }

    private func record(_ id: String, _ status: Status?, kind: RunRecord.Kind = .run) -> RunRecord {
        var record = RunRecord(id: id, start: now, end: now, status: status)
        record.kind = kind
        return record
    }

    @Test func recordsComeBackInOrder() throws {
        #expect(try place.store.records(withLog: .max).isEmpty)
        try place.store.append(record("a", .successful))
        let offset = try #require(try place.directory.status(of: "runs.jsonl")).size
        try place.store.append(record("b", nil, kind: .skip))
        try place.store.append(record("c", .failed))
        #expect(try place.store.records(withLog: .max).map(\.id) == ["a", "b", "c"])
        #expect(try place.store.lastRecord { $0.isGood }?.id == "a")
        #expect(try place.store.countSkips(from: offset) == 1)
        #expect(try place.store.countSkips(from: 1 << 30) == 0)
    }

    @Test func noMoreIsReadThanIsNeeded() throws {
        var bytes: [UInt8] = []
        for number in 0..<1000 {
            var one = record("r\(number)", .successful)
            one.log = number % 2 == 0 ? "\(number).sisyphuslog" : nil
            bytes += one.jsonLine
        }
        try place.write("runs.jsonl", bytes)
        let few = try place.store.records(withLog: 10)
        #expect(few.last?.id == "r999" && few.count < 1000 && few.count { $0.log != nil } >= 10)
        #expect(try place.store.records(withLog: 500).count == 1000)
        #expect(try place.store.records(withLog: 501).count == 1000)
    }

    /// Whoever added a record may have been killed before it could say so in `run.state`.
    @Test func recordsThatWaitStandBehindTheOthersOnce() throws {
        try place.write("runs.jsonl", Array((record("a", .successful).jsonLine + record("b", .failed).jsonLine).dropLast()))
        let waiting = [record("b", .failed), record("c", .failed)]
        let end = try place.directory.endOfRecords(limit: 1 << 20, waiting)
        #expect(end.isWhole && RunRecord.records(in: end.bytes).map(\.id) == ["a", "b", "c"])
        let tail = try RecordTail(in: place.directory, unwritten: waiting)
        #expect(tail.last?.id == "c" && tail.failuresInARow == 2 && tail.lastGood?.id == "a" && !tail.isTorn)
        #expect(place.store.lastEnds(waiting).previous == "failed" && place.store.lastEnds([record("c", .timeout)]).previous == "timeout")
    }

    @Test func aTornLineDoesNotSwallowTheNext() throws {
        try place.write("runs.jsonl", Array(record("a", .successful).jsonLine.dropLast(5)))
        try place.store.append(record("b", .successful))
        #expect(try place.store.records(withLog: .max).map(\.id) == ["b"])
    }

    @Test func aLongFileIsCutToItsNewerHalf() throws {
        var bytes: [UInt8] = []
        var count = 0
        while bytes.count <= JobStore.recordsLimit {
            bytes += record("r\(count)", .successful).jsonLine
            count += 1
        }
        try place.write("runs.jsonl", bytes, mode: 0o640)
        try place.store.trimRecords()
        let left = try place.store.records(withLog: .max)
        #expect(left.last?.id == "r\(count - 1)")
        #expect((count * 2 / 5...count * 3 / 5).contains(left.count))
        #expect(left.first?.id == "r\(count - left.count)")
        #expect(try place.directory.status(of: "runs.jsonl")?.mode == 0o640)
        // A good run far from the end is found all the same.
        var failures: [UInt8] = record("good", .uneventful).jsonLine
        for _ in 0..<2000 { failures += record("bad", .failed).jsonLine }
        try place.write("runs.jsonl", failures)
        #expect(try place.store.lastRecord { $0.isGood }?.id == "good")
    }
}
