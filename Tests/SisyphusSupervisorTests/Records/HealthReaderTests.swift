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
        HealthReader.read(place.store, health: (JobFile.health, "P"), maxAge: nil, now: now) { .dead($0) }
    }

    @Test func aJobThatNeverRanHasNoFile() {
        #expect(HealthReader.read(nil, health: (JobFile.health, "P"), maxAge: nil, now: now) { .alive($0) }.file == .missing)
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
        #expect(input.run == .dead(state))
    }

    @Test func damageIsTold() throws {
        try place.write("run.state", [])
        try place.directory.replaceLink("current.sisyphushealth", to: "elsewhere")
        let input = read()
        #expect(input.run == .unreadable("run.state is damaged"))
        guard case .unreadable = input.file else { Issue.record("a link was followed"); return }
    }
}
