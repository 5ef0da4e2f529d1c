import Testing

@testable import SisyphusCore

@Suite struct RunTraceTests {
    func journal(_ lines: [(Int64, String)]) -> RunTrace? {
        let journal = Journal(JournalSettings(RunSettings(), supervisorPID: 1, runNumber: nil))
        journal.beginTrace()
        journal.childStarted(pid: 7)
        for (time, line) in lines {
            let stamp = Stamp(time: Timestamp(microseconds: time), elapsed: time)
            Array((line + "\n").utf8).withUnsafeBytes { journal.consume($0, from: .stdout, at: stamp) }
        }
        return journal.trace
    }

    @Test func tasksHaveTheirTimesAndStandInEachOther() throws {
        let trace = try #require(
            journal([
                (1, "@!task> [1/2] a"), (2, "@!task> inner"), (3, "@!endtask> failed"), (4, "@!task> [2/2] b"), (5, "@!task> inner"), (6, "@!endtask>"),
                (7, "@!endtask>"),
                (8, "@!endtask>"), (9, "@!task> open"),
            ]))
        #expect(trace.spans.map(\.task.name) == ["a", "inner", "b", "inner", "open"])
        #expect(trace.spans.map(\.start) == [1, 2, 4, 5, 9] && trace.spans.map(\.end) == [4, 3, 7, 6, nil])
        #expect(trace.spans.map(\.parent) == [nil, 0, nil, 2, nil] && trace.spans.map(\.hasFailed) == [false, true, false, false, false])
    }

    @Test func linesThatTellOfTroubleAreKeptWithTheirTask() throws {
        let trace = try #require(
            journal([
                (1, "plain"), (2, "@warning> low"), (3, "@!task> a"), (4, "@info> fine"), (5, "@!exception> ValueError: x"), (6, "@+> in f"),
                (7, "@error> bad"),
            ]))
        #expect(trace.notes.map(\.lines) == [["low"], ["ValueError: x", "in f"], ["bad"]] && trace.notes.map(\.span) == [nil, 0, 0])
        #expect(trace.notes.map(\.isException) == [false, true, false] && trace.notes.map(\.time) == [2, 5, 7] && trace.leftOut == 0)
    }

    @Test func whatIsTooMuchIsCounted() throws {
        let trace = try #require(journal((0..<600).flatMap { [(Int64($0), "@!task> t\($0)"), (Int64($0), "@warning> w"), (Int64($0), "@!endtask>")] }))
        #expect(trace.spans.count == 500 && trace.notes.count == 500 && trace.leftOut == 200)
    }

    @Test func nobodyAsked() {
        #expect(Journal(JournalSettings(RunSettings(), supervisorPID: 1, runNumber: nil)).trace == nil)
    }
}
