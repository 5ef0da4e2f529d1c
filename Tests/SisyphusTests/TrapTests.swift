import Glibc
import Testing

/// Why a job was ended by a signal of its own making.
@Suite struct TrapTests {
    @Test(arguments: ["yes", "no"])
    func trapsSayWhy(_ fork: String) throws {
        let run = try ProbeRun("trap", ["--fork", fork], environment: ["SWIFT_BACKTRACE": "enable=yes"])
        #expect(
            run.lines.last?.contains(#/>> killed by signal \d+ \(SIG(ILL|TRAP)\): Fatal error: it is fatal \(SoloJobs.swift:\d+\)$/#) == true,
            "\(run.lines.suffix(3))")
        #expect(run.health?.contains(": Fatal error: it is fatal (SoloJobs.swift:") == true)
        // What says nothing to readers of a log is not there.
        #expect(!run.lines.contains { $0.contains("Registers:") || $0.contains("Images") })
        if fork == "yes" { #expect(run.lines.contains { $0.contains("TrapJob.execute()") }) }
        if fork == "no" { #expect(run.stderr.contains("Fatal error: it is fatal")) }
    }

    @Test func allocatorsSayWhy() throws {
        let run = try ProbeRun("trap", environment: ["PROBE_WAY": "free"])
        #expect(run.lines.last?.hasSuffix(">> killed by signal 6 (SIGABRT): abort: free(): double free detected in tcache 2") == true, "\(run.lines)")
    }

    @Test(arguments: ["yes", "no"])
    func errorsThatAreNotExpectedSayWhich(_ fork: String) throws {
        let run = try ProbeRun("trap", ["--fork", fork], environment: ["PROBE_WAY": "try"])
        #expect(run.lines.last?.contains("): Fatal error: 'try!' expression unexpectedly raised an error: ") == true, "\(run.lines)")
    }
}
