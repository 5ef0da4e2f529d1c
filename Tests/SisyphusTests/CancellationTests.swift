import Foundation
import Glibc
import Testing

/// Jobs that are asked to end.
@Suite struct CancellationTests {
    /// A handler may need the lock under which the job logs, and what it logs arrives.
    @Test(arguments: ["yes", "no"])
    func handlersRunAndAreHeard(_ fork: String) throws {
        let run = try ProbeRun("closing", ["--fork", fork, "-m", "0.3", "--kill-grace", "20"])
        #expect(run.status == 124)
        let texts = run.lines.filter { !$0.contains(">> count ") }.map { $0.replacing(#/^.* >> /#, with: "") }
        #expect(texts.first == "working" && texts.last == "Terminated: timed out after 0:00:00.300000")
        #expect(texts.filter { $0 == "closing" }.count == 1)
        #expect(texts.contains("caught CancellationError()") && texts.contains("deferred"))
        #expect(run.files.contains("last_timeout.sisyphuslog"))
    }

    /// The limit holds whatever handlers do.
    @Test(arguments: ["yes", "no"])
    func handlersThatHoldUpAreLeft(_ fork: String) throws {
        let run = try ProbeRun("closing", ["--fork", fork, "-m", "0.3", "--kill-grace", "0.2"], environment: ["PROBE_HOLD_UP": "1"])
        #expect(run.status == 124)
        #expect(!run.lines.contains { $0.hasSuffix(">> closing") })
    }

    @Test(arguments: ["yes", "no"])
    func signalsCancelToo(_ fork: String) throws {
        let run = try ProbeRun("closing", ["--fork", fork, "--kill-grace", "20"]) { pid, base in
            try SignalTests.wait { SignalTests.logs(in: base).contains("working") }
            kill(pid, SIGTERM)
        }
        #expect(run.signal == SIGTERM)
        #expect(run.lines.contains { $0.hasSuffix(">> closing") })
        #expect(run.lines.last?.hasSuffix(":: {sisyphus}{result}{fail} >> interrupted by SIGTERM") == true)
    }

    /// Who awaits a run and is cancelled ends it, and goes on when its processes are gone.
    @Test func runsAreCancelledWithTheirTask() throws {
        let base = ProbeRun.makeBase()
        let environment = ["PROBE_WAY": "cancel", "PROBE_SLEEP": "1", "PROBE_CANCEL": base + "/cancel"]
        let run = try ProbeRun(nil, environment: environment, base: base, program: "SisyphusProbeAsync") { _, base in
            try SignalTests.wait { SignalTests.logs(in: base).contains("on the main actor") }
            _ = FileManager.default.createFile(atPath: base + "/cancel", contents: nil)
        }
        #expect(run.stdout == "signal(15)\n" && run.status == 0)
        #expect(run.lines.last?.hasSuffix(">> interrupted by SIGTERM") == true)
    }
}
