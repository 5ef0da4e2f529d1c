import SisyphusCore
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
