import Foundation
import Glibc
import Testing

/// Jobs that share their process with their supervisor, and what `ps` shows of others.
@Suite struct SoloTests {
    @Test(arguments: ["yes", "no"])
    func leftoversAreReported(_ fork: String) throws {
        let run = try ProbeRun("leaving", ["--fork", fork], environment: ["PROBE_SECONDS": "3"])
        #expect(run.status == 0)
        #expect(run.lines.contains { $0.contains("{sisyphus}") && $0.contains("sleep 3") }, "\(run.lines)")
        #expect(run.lines.last?.hasSuffix("{result}{ok} >> left one") == true)
    }

    @Test(arguments: ["yes", "no"])
    func leftoversAreKilled(_ fork: String) throws {
        let seconds = "\((fork == "yes" ? 9000 : 8000) + Int(getpid()) % 1000)"
        let run = try ProbeRun("leaving", ["--fork", fork, "--leftover", "kill"], environment: ["PROBE_SECONDS": seconds])
        #expect(run.status == 0)
        #expect(!SoloTests.isRunning("sleep\0\(seconds)\0"))
    }

    @Test(arguments: ["yes", "no"])
    func leftoversAreWaitedFor(_ fork: String) throws {
        let seconds = fork == "yes" ? "0.4321" : "0.4322"
        let run = try ProbeRun("leaving", ["--fork", fork, "--leftover", "wait", "-m", "60"], environment: ["PROBE_SECONDS": seconds])
        #expect(run.status == 0 && run.lines == [run.lines.last ?? ""])
        #expect(!SoloTests.isRunning("sleep\0\(seconds)\0"))
    }

    private static func isRunning(_ command: String) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.contains { FileManager.default.contents(atPath: "/proc/\($0)/cmdline").map { String(decoding: $0, as: UTF8.self) } == command }
    }

    /// What the job makes has the permissions that its caller wants, in either mode.
    @Test(arguments: ["yes", "no"])
    func theUmaskIsTheCallers(_ fork: String) throws {
        let mask = umask(0)
        umask(mask)
        let run = try ProbeRun("seen", ["--fork", fork])
        #expect(run.lines.contains { $0.hasSuffix(" >> umask \(String(mask, radix: 8))") }, "\(run.lines)")
    }

    @Test func titlesNameTasksAndJobs() throws {
        let solo = try ProbeRun("seen", ["--fork", "no"])
        #expect(solo.lines.first?.contains(" :: import a.csv >> ") == true && solo.lines.first?.hasSuffix(" :: import a.csv") == true, "\(solo.lines)")
        let worker = try ProbeRun("seen")
        #expect(worker.lines.first?.hasSuffix(" :: child :: child N >> Probe/SeenJob") == true, "\(worker.lines)")
        #expect(worker.lines.dropFirst().first?.hasSuffix(" >> SeenJob") == true, "\(worker.lines)")
    }
}
