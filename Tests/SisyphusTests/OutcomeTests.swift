import Glibc
import Testing

/// job → log lines, links, health, exit status
@Suite struct OutcomeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var job: String
        var arguments: [String] = []
        var lines: [String]
        var link: String?
        var health = ""
        var status: Int32 = 0
        /// By which the program itself ends.
        var signal: Int32?

        var testDescription: String { "\(job) \(arguments)" }
    }

    static let table: [Row] = [
        Row(
            job: "text",
            lines: [
                " :: child N >> first line", " :: child N :: {xml}{warning} >> second line", " :: child N :: {xml}{warning} >> third",
                " :: child N :: {xml}{warning} >> line", " :: child N >> printed", " :: child N >> unfinished", " :: child N >> after it",
                " :: child N >> late", " :: child N :: {sisyphus}{result}{ok} >> processed 2 items",
            ], link: "successful"),
        Row(
            job: "text", arguments: ["--fork", "no"],
            lines: [
                " >> first line", " :: {xml}{warning} >> second line", " :: {xml}{warning} >> third", " :: {xml}{warning} >> line",
                " >> after it", " >> late", " :: {sisyphus}{result}{ok} >> processed 2 items",
            ], link: "successful"),
        Row(job: "nothing", lines: [], link: nil),
        Row(job: "nothing", arguments: ["--fork", "no"], lines: [], link: nil),
        Row(
            job: "error",
            lines: [
                " :: child N :: outer a >> inside", " :: child N :: outer a :: [1/2] inner x >> x",
                " :: child N :: outer a :: [2/2] inner y >> y",
                " :: child N :: outer a :: [2/2] inner y :: {sisyphus}{external}{exc} >> ValueError: bad value",
                " :: child N :: {sisyphus}{result}{fail} >> failed with ValueError: bad value",
            ], link: "failed", health: "Failed with ValueError: bad value\n", status: 1),
        Row(
            job: "error", arguments: ["--fork", "no"],
            lines: [
                " :: outer a >> inside", " :: outer a :: [1/2] inner x >> x", " :: outer a :: [2/2] inner y >> y",
                " :: outer a :: [2/2] inner y :: {sisyphus}{external}{exc} >> ValueError: bad value",
                " :: {sisyphus}{result}{fail} >> failed with ValueError: bad value",
            ], link: "failed", health: "Failed with ValueError: bad value\n", status: 1),
        Row(
            job: "tasks",
            lines: [
                " :: child N :: [1/2] import a.csv >> file 0 a.csv", " :: child N :: [1/2] import a.csv :: parse >> parsing",
                " :: child N :: [2/2] import b.csv >> file 1 b.csv", " :: child N :: [2/2] import b.csv :: parse >> parsing",
                " :: child N >> [1, 2, 3]", " :: child N :: {exc} >> ValueError: logged",
                " :: child N :: {sisyphus}{result}{errors} >> done",
            ], link: "successful"),
        Row(
            job: "logged",
            lines: [
                " :: child N :: {exc} >> ValueError: bad", " :: child N :: {exc} >> value",
                " :: child N :: {sisyphus}{result}{errors} >> finished without a result",
            ], link: "successful"),
        Row(
            job: "exit",
            lines: [" :: child N >> leaving", " :: child N :: {sisyphus}{result}{fail} >> ended by exit(0) before execute returned"],
            link: "failed", health: "Ended by exit(0) before execute returned\n", status: 1),
        Row(
            job: "exit3",
            lines: [" :: child N >> leaving", " :: child N :: {sisyphus}{result}{fail} >> ended by exit(3) before execute returned"],
            link: "failed", health: "Ended by exit(3) before execute returned\n", status: 1),
        Row(
            job: "exit", arguments: ["--fork", "no"],
            lines: [" >> leaving", " :: {sisyphus}{result}{fail} >> ended by exit(0) before execute returned"],
            link: "failed", health: "Ended by exit(0) before execute returned\n", status: 1),
        Row(
            job: "exit3", arguments: ["--fork", "no"],
            lines: [" >> leaving", " :: {sisyphus}{result}{fail} >> ended by exit(3) before execute returned"],
            link: "failed", health: "Ended by exit(3) before execute returned\n", status: 1),
        Row(
            job: "aborts", arguments: ["--fork", "no"],
            lines: [" >> aborting", " :: {sisyphus}{result}{fail} >> killed by signal 6 (SIGABRT)"],
            link: "failed", health: "Killed by signal 6 (SIGABRT)\n", signal: 6),
        Row(
            job: "badend", lines: [" :: child N :: {sisyphus}{result}{fail} >> ended by exit(7) after execute returned"],
            link: "failed", health: "Ended by exit(7) after execute returned\n", status: 1),
        Row(
            job: "killed",
            lines: [" :: child N >> about to be killed", " :: child N :: {sisyphus}{result}{fail} >> killed by signal 9 (SIGKILL)"],
            link: "failed", health: "Killed by signal 9 (SIGKILL)\n", status: 137),
        Row(
            job: "sleep", arguments: ["-m", "0.4", "--snapshot", "no"],
            lines: [
                " :: child N >> sleeping", " :: parent N :: {sisyphus}{external}{exc} >> timed out after 0:00:00.400000",
                " :: child N :: {sisyphus}{exc} >> CancellationError()",
                " :: parent N :: {sisyphus}{result}{kill} >> Terminated: timed out after 0:00:00.400000",
            ], link: "timeout", health: "Timeout after 0:00:00.400000\n", status: 124),
        Row(
            job: "sleep", arguments: ["-m", "0.4", "--fork", "no"],
            lines: [
                " >> sleeping", " :: {sisyphus}{external}{exc} >> timed out after 0:00:00.400000",
                " :: {sisyphus}{exc} >> CancellationError()",
                " :: {sisyphus}{result}{kill} >> Terminated: timed out after 0:00:00.400000",
            ], link: "timeout", health: "Timeout after 0:00:00.400000\n", status: 124),
        Row(
            job: "stubborn", arguments: ["-m", "0.4", "--kill-grace", "0.1", "--snapshot", "no"],
            lines: [
                " :: child N >> working", " :: parent N :: {sisyphus}{external}{exc} >> timed out after 0:00:00.400000",
                " :: parent N :: {sisyphus}{result}{kill} >> Terminated: timed out after 0:00:00.400000",
            ], link: "timeout", health: "Timeout after 0:00:00.400000\n", status: 124),
        Row(
            job: "stubborn", arguments: ["-m", "0.4", "--kill-grace", "0.1", "--fork", "no"],
            lines: [
                " >> working", " :: {sisyphus}{external}{exc} >> timed out after 0:00:00.400000",
                " :: {sisyphus}{result}{kill} >> Terminated: timed out after 0:00:00.400000",
            ], link: "timeout", health: "Timeout after 0:00:00.400000\n", status: 124),
    ]

    @Test(arguments: table)
    func endsAsTheTableSays(_ row: Row) throws {
        let run = try ProbeRun(row.job, row.arguments)
        #expect(run.lines == row.lines)
        #expect(run.signal == row.signal)
        if row.signal == nil { #expect(run.status == row.status) }
        #expect(run.health == row.health)
        let links = row.link.map { ["LOG", "current.sisyphushealth", "current.sisyphuslog", "last_\($0).sisyphuslog"] }
        #expect(run.files == links ?? ["current.sisyphushealth", "current.sisyphuslog"])
        #expect(run.stderr == "")
        if row.arguments != ["--fork", "no"] { #expect(run.stdout == "") }
    }

    /// A crash of a job that shares the process with its supervisor: the run is closed, then the process dies as it would have.
    @Test func crashesInOneProcessAreFailedRuns() throws {
        let run = try ProbeRun("crash", ["--fork", "no"])
        #expect(run.signal == SIGILL || run.signal == SIGTRAP)
        #expect(run.lines.last?.contains(" :: {sisyphus}{result}{fail} >> killed by signal") == true)
        #expect(run.health?.hasPrefix("Killed by signal") == true)
        #expect(run.files.contains("last_failed.sisyphuslog") && !run.files.contains("run.state"))
    }

    @Test func exitEndsRepeatingJobsInOneProcess() throws {
        let run = try ProbeRun("exit3", ["--fork", "no", "--repeat"])
        #expect(run.status == 1)
        #expect(run.files == ["LOG", "current.sisyphushealth", "current.sisyphuslog", "last_failed.sisyphuslog"])
    }

    @Test func crashesAreFailedRuns() throws {
        let run = try ProbeRun("crash")
        #expect(run.status > 128)
        #expect(run.lines.last?.contains("{sisyphus}{result}{fail} >> killed by signal") == true)
        #expect(run.lines.contains { $0.contains("{stderr}") && $0.contains("Index out of range") })
    }

    @Test func startLinesSayWhatRuns() throws {
        let run = try ProbeRun("text")
        #expect(run.startLines.count == 3)
        #expect(run.startLines[0].hasSuffix(" >> \(ProbeRun.program) (max time 0:05:00)"))
        #expect(run.startLines[1].contains(" >> logging to \(run.directory)/"))
        #expect(run.startLines[2].hasSuffix(" >> forked worker child"))
    }
}
