import Foundation
import Testing

/// Where the worker of a program that is a job comes from: it is a copy of the supervisor where that is as good as a program that begins anew.
@Suite struct ForkedWorkerTests {
    private static let main = ["PROBE_START": "main"]

    private func lines(_ run: ProbeRun) -> [String] {
        run.lines.filter { !$0.contains("{result}") }.compactMap { $0.split(separator: " >> ", maxSplits: 1).last.map(String.init) }
    }

    @Test func itIsACopyThatHasNothingOfTheSupervisor() throws {
        let run = try ProbeRun(
            "origin", environment: Self.main.merging(["PROBE_INIT": "print", "PROBE_SECRET": "hidden", "PROBE_SEEN": "yes", "SISYPHUS_MAXTIME": "60"]) { $1 })
        #expect(
            lines(run) == [
                "a copy", "the main actor is served", "child, log true, 0 destinations, PIPE as usual, dumps true",
                "environment [\"PROBE_SECRET=h\", \"SISYPHUS_RUN_ID=\", \"PROBE_SEEN=yes\"], at the start []",
            ])
        // What the supervisor has not given out yet is its own.
        #expect(run.stdout == "made")
    }

    @Test func optionsAreGoneFromMemoryThatOthersSee() throws {
        let run = try ProbeRun(
            "origin", ["--proctitle", "no"], environment: Self.main.merging(["PROBE_SEEN": "yes", "SISYPHUS_MAXTIME": "60"]) { $1 })
        #expect(lines(run).last == "environment [\"SISYPHUS_RUN_ID=\", \"PROBE_SEEN=yes\"], at the start [\"PROBE_SEEN=yes\"]", "\(run.lines) \(run.stderr)")
        #expect(lines(run).first == "a copy" && lines(run).contains { $0.hasPrefix("child, ") && $0.hasSuffix(", dumps true") })
    }

    /// They may stand in the supervisor's memory.
    @Test func itBeginsAnewWhereThereAreSecrets() throws {
        let run = try ProbeRun(
            "origin", ["--sentry-dsn", "env:PROBE_SECRET"],
            environment: Self.main.merging(["PROBE_SECRET": "http://hidden@127.0.0.1:9/1", "PROBE_SEEN": "yes"]) { $1 })
        #expect(lines(run).first == "a new process", "\(run.lines)")
        #expect(lines(run).last?.hasPrefix("environment [\"SISYPHUS_RUN_ID=\", \"PROBE_SEEN=yes\"]") == true, "\(run.lines)")
    }

    @Test(arguments: ["open", "ignore", "handle", "threads", "add"])
    func itBeginsAnewWhereTheProgramHasDoneSomething(_ what: String) throws {
        let run = try ProbeRun("origin", environment: Self.main.merging(["PROBE_INIT": what]) { $1 })
        #expect(lines(run).first == "a new process", "\(run.lines)")
        #expect(lines(run).contains { $0.contains("PIPE \(what == "ignore" ? "ignored" : "as usual"),") })
    }

    @Test(arguments: [nil, "threads", "go on"]) func itBeginsAnewWhereTheProgramRunsTheJob(_ start: String?) throws {
        let run = try ProbeRun("origin", environment: start.map { ["PROBE_START": $0] } ?? ["PROBE_START": "run"])
        #expect(lines(run).first == "a new process", "\(run.lines)")
    }

    /// A report of Swift's backtracer is what its variable asks for when a program begins.
    @Test func itBeginsAnewWhereCrashesAreReported() throws {
        let run = try ProbeRun("origin", environment: Self.main.merging(["SWIFT_BACKTRACE": "enable=yes"]) { $1 })
        #expect(lines(run).first == "a new process", "\(run.lines)")
    }

    @Test func laterTriesBeginAnew() throws {
        let run = try ProbeRun(
            "origin", ["--retries", "1", "--retry-delay", "0"], environment: Self.main.merging(["PROBE_FAIL": "yes"]) { $1 })
        #expect(lines(run).filter { $0 == "a copy" || $0 == "a new process" } == ["a copy", "a new process"], "\(run.lines)")
    }

    @Test func signalsThatTheCallerIgnoresAreAsUsual() throws {
        let base = ProbeRun.makeBase()
        defer { try? FileManager.default.removeItem(atPath: base) }
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "trap '' PIPE USR1; exec \"$0\" origin --basedir \"$1\"", ProbeRun.program, base]
        shell.environment = ["PATH": "/usr/bin:/bin", "HOME": base, "SWIFT_BACKTRACE": "enable=no"].merging(Self.main) { $1 }
        shell.standardInput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        let log = FileManager.default.contents(atPath: ProbeRun.directory(in: base) + "/current.sisyphuslog").map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(log.contains(">> a copy\n") && log.contains("PIPE as usual, dumps true"), "\(log)")
    }
}
