import Foundation
import Glibc
import Testing

@Suite struct SignalTests {
    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func interruptsCloseTheRun(_ arguments: [String]) throws {
        let run = try ProbeRun("sleep", arguments) { pid, base in
            try SignalTests.wait { SignalTests.logs(in: base).contains("sleeping") }
            kill(pid, SIGTERM)
        }
        #expect(run.signal == SIGTERM)
        #expect(run.health == "Interrupted by SIGTERM\n")
        #expect(run.files.contains("last_interrupted.sisyphuslog"))
        #expect(run.lines.last?.hasSuffix(":: {sisyphus}{result}{fail} >> interrupted by SIGTERM") == true)
    }

    @Test func secondStartsAreSkipped() throws {
        let base = ProbeRun.makeBase()
        // As a main class it would close what Foundation knows its end by, which waits for that while the second one runs.
        let run = try ProbeRun("sleep", environment: ["PROBE_START": "run"], base: base) { pid, base in
            try SignalTests.wait { SignalTests.logs(in: base).contains("sleeping") }
            let second = Process()
            second.executableURL = URL(fileURLWithPath: ProbeRun.program)
            second.arguments = ["sleep", "--basedir", base]
            try second.run()
            second.waitUntilExit()
            #expect(second.terminationStatus == 75)
            kill(pid, SIGTERM)
        }
        #expect(run.signal == SIGTERM)
    }

    static func logs(in base: String) -> String {
        let path = ProbeRun.directory(in: base) + "/current.sisyphuslog"
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private struct NeverHappened: Error {}

    /// The bound is only there so that a failure ends.
    static func wait(_ condition: () -> Bool) throws {
        for _ in 0..<10_000 {
            if condition() { return }
            usleep(2000)
        }
        throw NeverHappened()
    }
}
