import SisyphusCore
import SisyphusSchedule
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct HealthReaderTests {
    private let place: TemporaryDirectory
    private let now = Timestamp(microseconds: 1_795_452_329_000_000)

    init() throws {
        place = try TemporaryDirectory()
    }

    private func read() -> HealthInput {
        HealthReader.read(place.store, health: (JobFile.health, "P"), maxAge: nil, now: now)
    }

    @Test func aJobThatNeverRanHasNoFile() {
        #expect(HealthReader.read(nil, health: (JobFile.health, "P"), maxAge: nil, now: now).file == .missing)
        #expect(read().file == .missing)
        #expect(place.names.isEmpty)
    }

    @Test func fileStateAndRecordsAreRead() throws {
        try place.write("current.sisyphushealth", Array("Interrupted\n".utf8), modified: now.microseconds - 5)
        try place.store.append(RunRecord(id: "a", start: now, end: now, status: .successful))
        try place.store.append(RunRecord(id: "b", start: now, end: now, status: .interrupted))
        let state = RunStateFile(id: "c")
        try place.write("run.state", state.bytes)
        let input = read()
        #expect(input.file == .content(Array("Interrupted\n".utf8), modified: Timestamp(microseconds: now.microseconds - 5)))
        #expect(input.lastRun?.id == "b")
        #expect(input.lastGoodRun?.id == "a")
        #expect(input.run == .elsewhere(state))
    }

    @Test func recordsThatCouldNotBeWrittenCount() throws {
        let day: Int64 = 86_400_000_000
        func record(_ id: String, ago: Int64, _ status: Status) -> RunRecord {
            let time = Timestamp(microseconds: now.microseconds - ago)
            return RunRecord(id: id, start: time, end: time, status: status)
        }
        func keep(_ unwritten: [RunRecord]) throws {
            var state = RunStateFile(id: unwritten.last?.id ?? "")
            state.unwritten = unwritten
            try place.write("run.state", state.bytes)
        }
        let kept = KeptSchedule(try JobSchedule("0 0 * * *"), zone: "UTC", source: "", since: Timestamp(microseconds: 0))
        try place.write("schedule.state", kept.bytes)
        try place.store.append(record("a", ago: 3 * day, .successful))
        #expect(read().missed != nil)
        try keep([record("b", ago: day / 24, .successful)])
        let input = read()
        #expect(input.missed == nil && input.run == .none)
        #expect(input.lastRun?.id == "b" && input.lastGoodRun?.id == "b" && input.badRuns == nil)
        try keep([record("b", ago: 2000, .failed), record("c", ago: 1000, .timeout)])
        #expect(read().badRuns.map { [$0.first.id, $0.last.id, "\($0.count)"] } == ["b", "c", "2"])
        #expect(read().lastGoodRun?.id == "a")
        // What waits is known even if the file cannot be read.
        try place.directory.unlink("runs.jsonl")
        try place.directory.replaceLink("runs.jsonl", to: "elsewhere")
        #expect(read().lastRun?.id == "c" && read().badRuns?.count == 2)
    }

    /// A full disk takes no `run.state`; what the lock says needs no new block.
    @Test func aHolderOfTheLockThatLivesIsARunWithoutAState() throws {
        let process = try #require(RunStateFile.ProcessMark(of: Processes.ownID))
        func holder(_ process: RunStateFile.ProcessMark, bootID: String = Processes.bootID, host: String = Processes.hostName) -> LockFile.Holder {
            LockFile.Holder(process: process, host: host, bootID: bootID, pidNamespace: Processes.pidNamespace, command: ["true"])
        }
        func run(_ holder: LockFile.Holder) throws -> HealthInput.Run {
            try place.write("lock", LockFile(owner: Array("owner\n".utf8), holder: holder).bytes)
            return read().run
        }
        #expect(try run(holder(process)) == .alive(RunStateFile(of: holder(process))))
        // One that is dead, or whose end nobody could see from here, is none.
        #expect(try run(holder(.init(pid: process.pid, start: process.start + 1))) == .none)
        #expect(try run(holder(process, bootID: "another")) == .none)
        #expect(try run(holder(process, host: "another")) == .none)
        // A state says more.
        let state = RunStateFile(id: "c")
        try place.write("run.state", state.bytes)
        #expect(try run(holder(process)) == .elsewhere(state))
    }

    @Test func damageIsTold() throws {
        try place.write("run.state", [])
        try place.directory.replaceLink("current.sisyphushealth", to: "elsewhere")
        let input = read()
        #expect(input.run == .unreadable("run.state is damaged"))
        guard case .unreadable = input.file else { Issue.record("a link was followed"); return }
    }
}
