import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct RunHistoryTests {
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
        #expect(try RunHistory.records(in: place.directory).isEmpty)
        try RunHistory.append(record("a", .successful), in: place.directory)
        let offset = try #require(try place.directory.status(of: "runs.jsonl")).size
        try RunHistory.append(record("b", nil, kind: .skip), in: place.directory)
        try RunHistory.append(record("c", .failed), in: place.directory)
        #expect(try RunHistory.records(in: place.directory).map(\.id) == ["a", "b", "c"])
        #expect(try RunHistory.last(in: place.directory) { $0.isGood }?.id == "a")
        #expect(try RunHistory.countSkips(in: place.directory, from: offset) == 1)
        #expect(try RunHistory.countSkips(in: place.directory, from: 1 << 30) == 0)
    }

    @Test func aTornLineDoesNotSwallowTheNext() throws {
        try place.write("runs.jsonl", Array(record("a", .successful).jsonLine.dropLast(5)))
        try RunHistory.append(record("b", .successful), in: place.directory)
        #expect(try RunHistory.records(in: place.directory).map(\.id) == ["b"])
    }

    @Test func aLongFileIsCutToItsNewerHalf() throws {
        var bytes: [UInt8] = []
        var count = 0
        while bytes.count <= RunHistory.limit {
            bytes += record("r\(count)", .successful).jsonLine
            count += 1
        }
        try place.write("runs.jsonl", bytes, mode: 0o640)
        try RunHistory.trim(place.directory)
        let left = try RunHistory.records(in: place.directory)
        #expect(left.last?.id == "r\(count - 1)")
        #expect((count * 2 / 5...count * 3 / 5).contains(left.count))
        #expect(left.first?.id == "r\(count - left.count)")
        #expect(try place.directory.status(of: "runs.jsonl")?.mode == 0o640)
        // A good run far from the end is found all the same.
        var failures: [UInt8] = record("good", .uneventful).jsonLine
        for _ in 0..<2000 { failures += record("bad", .failed).jsonLine }
        try place.write("runs.jsonl", failures)
        #expect(try RunHistory.last(in: place.directory) { $0.isGood }?.id == "good")
    }
}
