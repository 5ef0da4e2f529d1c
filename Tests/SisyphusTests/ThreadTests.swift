import Glibc
import Testing

/// Jobs of programs that do other things too.
@Suite struct ThreadTests {
    @Test(arguments: ["threads", "thread"], [["--fork", "yes"], ["--fork", "no"]])
    func jobsRunBesideThreads(_ start: String, _ arguments: [String]) throws {
        let run = try ProbeRun("text", arguments, environment: ["PROBE_START": start])
        #expect(run.status == 0)
        #expect(run.lines.last?.hasSuffix(":: {sisyphus}{result}{ok} >> processed 2 items") == true)
    }

    /// Signals reach the run whichever thread gets them.
    @Test(arguments: ["threads", "thread"])
    func signalsReachTheRun(_ start: String) throws {
        let run = try ProbeRun("sleep", environment: ["PROBE_START": start]) { pid, base in
            try SignalTests.wait { SignalTests.logs(in: base).contains("sleeping") }
            kill(pid, SIGTERM)
        }
        #expect(run.signal == SIGTERM)
        #expect(run.health == "Interrupted by SIGTERM\n")
    }

    @Test(arguments: ["go on", "go on beside threads"])
    func signalsAreGivenBackAfterTheRun(_ start: String) throws {
        let run = try ProbeRun("text", environment: ["PROBE_START": start])
        #expect(run.signal == SIGTERM, "\(run.stdout)")
        #expect(run.files.contains("last_successful.sisyphuslog"))
    }

    @Test func asynchronousCodeHasItsSignalsBackAfterTheRun() throws {
        let run = try ProbeRun(nil, environment: ["PROBE_GO_ON": "1"], program: "SisyphusProbeAsync")
        #expect(run.signal == SIGTERM, "\(run.stdout)")
        #expect(run.files.contains("last_successful.sisyphuslog"))
    }

    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func asynchronousCodeAwaitsTheRun(_ arguments: [String]) throws {
        let run = try ProbeRun(nil, arguments, program: "SisyphusProbeAsync")
        #expect(run.status == 0)
        #expect(run.stdout == "other work\n")
        #expect(
            run.lines.map { $0.replacing(" :: child N", with: "") } == [
                " >> working", " >> on the main actor", " :: {mattermost} >> told", " :: {sisyphus}{result}{ok} >> done",
            ])
    }

    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func asynchronousRunsEndInTime(_ arguments: [String]) throws {
        let run = try ProbeRun(nil, arguments + ["-m", "0.4"], environment: ["PROBE_SLEEP": "1"], program: "SisyphusProbeAsync")
        #expect(run.status == 124)
        #expect(run.files.contains("last_timeout.sisyphuslog"))
    }

    @Test func asynchronousCodeThatDoesNotAwaitIsRefused() throws {
        let run = try ProbeRun(nil, environment: ["PROBE_WRONG": "1"], program: "SisyphusProbeAsync")
        #expect(run.status == 125)
        #expect(run.stderr.contains("there it has to be awaited: await job.run()"))
        #expect(run.files == [])
    }
}
