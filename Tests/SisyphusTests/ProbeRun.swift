import Foundation
import Glibc

/// One run of a job of `SisyphusProbeJobs` in a base directory of its own, which is removed with the object.
final class ProbeRun {
    let status: Int32
    let signal: Int32?
    let stdout: String
    let stderr: String
    let base: String

    /// - Parameters:
    ///   - job: `nil`: the program has one.
    ///   - whileRunning: is called with the process id of the supervisor.
    init(
        _ job: String?, _ arguments: [String] = [], environment: [String: String] = [:], base: String? = nil, program: String? = nil,
        whileRunning: (Int32, String) throws -> Void = { _, _ in }
    ) throws {
        let base = base ?? ProbeRun.makeBase()
        self.base = base
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ProbeRun.program.replacing("SisyphusProbeJobs", with: program ?? "SisyphusProbeJobs"))
        process.arguments = (job.map { [$0] } ?? []) + arguments + ["--basedir", base, "--report", "never"]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": base, "SWIFT_BACKTRACE": "enable=no"].merging(ProbeRun.start) { _, new in new }
            .merging(environment) { _, new in new }
        let (out, err) = (Pipe(), Pipe())
        process.standardOutput = out
        process.standardError = err
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try whileRunning(process.processIdentifier, base)
        stdout = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        stderr = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
        status = process.terminationStatus
    }

    deinit {
        try? FileManager.default.removeItem(atPath: base)
    }

    /// How jobs are started unless a test says so: as a class that is marked with `@main`, or by `run`.
    private static let start = ProcessInfo.processInfo.environment.filter { $0.key == "PROBE_START" }

    static func makeBase() -> String {
        var template = Array("/tmp/sisyphus-test-XXXXXX".utf8CString)
        return template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    /// The test jobs, which are built into the directory of the tests.
    static let program: String = {
        let here = Bundle.allBundles.map(\.bundlePath) + [CommandLine.arguments[0]]
        for path in here {
            let candidate = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("SisyphusProbeJobs").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        fatalError("SisyphusProbeJobs was not found beside \(here)")
    }()

    /// The directory of the only job that ran.
    static func directory(in base: String) -> String {
        let project = base + "/Probe"
        let jobs = (try? FileManager.default.contentsOfDirectory(atPath: project)) ?? []
        return project + "/" + (jobs.first ?? "")
    }

    var directory: String { ProbeRun.directory(in: base) }

    func content(_ name: String) -> String? {
        FileManager.default.contents(atPath: directory + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is in the job's directory besides locks and records.
    var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
            .filter { !$0.hasSuffix("lock") && !["runs.jsonl", "fingerprints"].contains($0) && $0 != "count" }
            .map { $0.first?.isNumber == true ? "LOG" : $0 }.sorted()
    }

    var health: String? { content("current.sisyphushealth") }

    /// The lines of the last log without their times, with N for process ids, without the start lines and the places that errors come from.
    var lines: [String] { allLines.filter { !$0.contains(" >>   at ") } }

    /// The same with those places.
    var allLines: [String] {
        (content("current.sisyphuslog") ?? "").split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
            let rest = line.replacing(#/^\[[^\]]*\]=\[t\+[^\]]*\]/#, with: "").replacing(#/(parent|child) [0-9]+/#) { "\($0.output.1) N" }
            return rest.contains("{sisyphus}{init}") ? nil : String(rest)
        }
    }

    /// The start lines.
    var startLines: [String] {
        (content("current.sisyphuslog") ?? "").split(separator: "\n").filter { $0.contains("{sisyphus}{init}") }.map(String.init)
    }
}
