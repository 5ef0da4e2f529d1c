import Foundation
import Testing

/// Jobs whose program uses swift-metrics, swift-distributed-tracing and swift-configuration.
@Suite struct BridgeTests {
    private func run(_ arguments: [String] = [], _ environment: [String: String] = [:], base: String? = nil) throws -> ProbeRun {
        try ProbeRun(
            nil, arguments, environment: ["PROBE_WAY": "bridged"].merging(environment) { $1 }, base: base, program: "SisyphusProbeAsync")
    }

    private func texts(_ run: ProbeRun) -> [String] { run.lines.map { String($0.split(separator: " >> ", maxSplits: 1).last ?? "") } }

    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func metricsAreNumbersOfTheRun(_ arguments: [String]) throws {
        let base = ProbeRun.makeBase()
        let run = try run(arguments + ["--metrics-dir", base], base: base)
        #expect(run.status == 0)
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: base).first { $0.hasSuffix(".prom") })
        let text = String(decoding: FileManager.default.contents(atPath: "\(base)/\(file)") ?? Data(), as: UTF8.self)
        let numbers = text.split(separator: "\n").filter { $0.hasPrefix("sisyphus_job_metric{") }
            .map { $0.replacing(#/.*name="/#, with: "").replacing("\",unit=\"", with: " in ").replacing("\"}", with: "") }
        #expect(
            numbers.sorted() == [
                "fetch.count 2", "fetch.max in s 3", "fetch.min in s 1", "fetch.sum in s 4", "http_requests.method-GET 3", "open 3", "queue 2.5",
            ])
    }

    @Test func metricsBeyondAHundredAreSaid() throws {
        let run = try run([], ["PROBE_MANY": "1"])
        #expect(run.status == 0)
        let warnings = texts(run).filter { $0.hasPrefix("a run may have 100 numbers: these and further metrics are left out: number.") }
        #expect(warnings.count == 1)
    }

    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func runsAndTasksAreSpans(_ arguments: [String]) throws {
        let run = try run(arguments, ["IN_MEMORY_TRACE_ID": "trace-0", "IN_MEMORY_SPAN_ID": "outer"])
        #expect(run.status == 0)
        #expect(texts(run).contains("inside of a span"))
        let lines = arguments.last == "yes" ? texts(run) : run.stdout.split(separator: "\n").map(String.init)
        let root = "outer > Probe/BridgedJob", task = root + " > import a.csv"
        #expect(
            lines.filter { $0.hasPrefix("span ") }.map { $0.dropFirst(5) } == [
                "\(task) > own", "\(task) > part x > inner x", "\(task) > part x", "\(task) > part y > inner y", "\(task) > part y",
                "\(task)", "\(root) > failing failed, 1 error", "\(root)",
            ])
    }

    #if compiler(>=6.2)
    @Test func settingsAreConfiguration() throws {
        let run = try run(
            ["--maxtime", "2m", "--kill-grace", "1.5", "--keepruns", "7", "--smtpuser", "u", "--smtppassword", "geheim"], ["SISYPHUS_MAXLINE": "4k"])
        #expect(run.status == 0)
        let lines = texts(run)
        for line in ["maxtime 120.0, grace 1.5", "fork true, project Probe", "keepruns 7, maxline 4096", "secret none, nothing none"] {
            #expect(lines.contains(line))
        }
        #expect(lines.contains { $0.hasSuffix("--projectname of the job is \"Probe\", which is no int") })
    }
    #endif
}
