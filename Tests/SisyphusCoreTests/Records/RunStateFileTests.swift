import Testing

@testable import SisyphusCore

@Suite struct RunStateFileTests {
    private var state: RunStateFile {
        var state = RunStateFile(id: "01k")
        state.host = "h ost"
        state.bootID = "b-1"
        state.controlGroup = "/sys/fs/cgroup/sisyphus-run-0a-1"
        state.pidNamespace = 4_026_531_836
        state.supervisor = .init(pid: 10, start: 99)
        state.keeper = .init(pid: 11, start: 100)
        state.job = 12
        state.program = ["sh", "-c", "echo \"a\nb\"", ""]
        state.log = "2026-11-23 17-45-29_768481.sisyphuslog"
        state.start = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)
        state.maxtime = 5
        state.repeats = true
        state.waiting = .init(.nextRun, until: Timestamp(microseconds: 1_795_452_400_000_000, utcOffset: 3600))
        return state
    }

    @Test func everythingIsReadBack() {
        #expect(RunStateFile(bytes: state.bytes) == state)
        #expect(RunStateFile(bytes: RunStateFile(id: "x").bytes) == RunStateFile(id: "x"))
    }

    @Test func aCutFileGivesItsWholeLines() throws {
        let bytes = state.bytes
        for count in 0..<bytes.count {
            guard let cut = RunStateFile(bytes: Array(bytes[..<count])) else {
                #expect(count < 9)
                continue
            }
            #expect(!cut.isComplete)
            #expect(cut.id == "01k")
            #expect(cut.job == nil || cut.job == 12)
            #expect(cut.log == nil || cut.log == state.log)
        }
    }

    @Test func whatCouldDoHarmIsNotBelieved() {
        let text = """
            id "01k"
            log "../../etc/passwd"
            supervisor -1 5
            keeper 0 5
            job -12
            strange thing
            end

            """
        let read = RunStateFile(bytes: Array(text.utf8))
        #expect(read == RunStateFile(id: "01k"))
    }

    @Test func recordsThatCouldNotBeWrittenAreKept() throws {
        let time = Timestamp(microseconds: 1_795_452_329_000_000, utcOffset: 3600)
        var state = RunStateFile(id: "b")
        state.unwritten = [RunRecord(id: "a", start: time, end: time, status: .failed)]
        #expect(try #require(RunStateFile(bytes: state.bytes)) == state)
        #expect(state.ended == nil)
        state.unwritten.append(RunRecord(id: "b", start: time, end: time, status: .uneventful))
        #expect(RunStateFile(bytes: state.bytes)?.ended?.status == .uneventful)
    }
}
