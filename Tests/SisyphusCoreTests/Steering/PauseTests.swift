import Testing

@testable import SisyphusCore

struct PauseTests {
    /// 2026-11-23 17:45:29.773522 +01:00
    private static let now = Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600)

    @Test func `A pause is read back, and what a later version wrote stays`() throws {
        let pause = Pause(since: Self.now, until: Timestamp(microseconds: Self.now.microseconds + 1, utcOffset: 3600), by: "kim", reason: "disks \"moved\"")
        #expect(Pause(bytes: pause.bytes) == pause)
        let written = "{\"v\":9,\"since\":\"2026-11-23T17:45:29+01:00\"}"
        let later = try #require(Pause(bytes: Array(written.utf8)))
        #expect(later.until == nil && pause.keeping(later).bytes.text.hasSuffix("\"reason\":\"disks \\\"moved\\\"\",\"v\":9}\n"))
    }

    @Test(arguments: ["", "{", "[]", "{\"until\":\"2026-11-23T17:45:29+01:00\"}", "{\"since\":\"2026-11-23T17:45:29+01:00\",\"until\":\"soon\"}"])
    func `A damaged file is none`(_ text: String) {
        #expect(Pause(bytes: Array(text.utf8)) == nil)
        #expect(Acknowledgement(bytes: Array(text.utf8)) == nil)
    }

    @Test func `It is over at its moment, not before`() {
        let pause = Pause(since: Self.now, until: Timestamp(microseconds: Self.now.microseconds + 1))
        #expect(!pause.isOver(at: Self.now) && pause.isOver(at: pause.until!) && !Pause(since: Self.now).isOver(at: pause.until!))
    }

    @Test func `It says until when, by whom and why`() {
        var pause = Pause(since: Self.now, by: "kim", reason: "disks")
        #expect(pause.text { $0 } == "since 2026-11-23 17:45:29 +01:00, until somebody resumes it (paused by kim): disks")
        (pause.until, pause.isOfAll) = (Timestamp(microseconds: Self.now.microseconds + 3_600_000_000, utcOffset: 3600), true)
        #expect(pause.text { $0 } == "until 2026-11-23 18:45:29 +01:00 by kim, with all jobs: disks")
    }

    @Test func `A known failure is over when it is another one, or when the job has worked`() {
        let known = Acknowledgement(failure: "exit 3", at: Self.now, by: "kim")
        #expect(Acknowledgement(bytes: known.bytes) == known)
        #expect(known.covers("exit 3", lastGood: nil) && known.covers("exit 3", lastGood: Self.now.microseconds - 1))
        #expect(!known.covers("exit 4", lastGood: nil) && !known.covers("exit 3", lastGood: Self.now.microseconds))
    }

    @Test func `Skips have a word, a note and a sentence`() {
        let place = JobPlace(project: "P", job: "j")
        var holder = RunStateFile(id: "1")
        (holder.supervisor, holder.start) = (.init(pid: 7, start: 1), Self.now)
        let running = SkipReason.running(holder).sentence(place, now: Timestamp(microseconds: Self.now.microseconds + 60_000_000)) { $0 }
        #expect(
            running.hasPrefix("the job \"j\" of project \"P\" is running already, as process 7 since 2026-11-23 17:45:29.773522 (1m); this start is skipped"))
        let paused = SkipReason.paused(Pause(since: Self.now, reason: "disks"))
        #expect((paused.word, SkipReason.running(nil).word) == ("paused", "running"))
        #expect(paused.note { $0 }?.hasSuffix("resumes it: disks") == true && SkipReason.running(holder).note { $0 } == nil)
    }
}
