import Foundation
import Testing

/// When a job runs again, how old it may be, and who has the last word about it.
@Suite struct WhenTests {
    @Test(arguments: [
        ("seconds", [], "Sleeping for 0:00:00.030000 until "), ("duration", [], "Sleeping for 0:00:00.020000 until "),
        ("function", [], "Sleeping for 0:00:00.010000 until "), ("past", [], "Restarting immediately (the next run was due at "),
        ("throws", [], "Restarting immediately"), ("always", [], "Restarting immediately"), ("nothing", [], "Restarting immediately"),
        // What starts the job is stronger than its class and its methods.
        ("seconds", ["--nextrun", "0.04"], "Sleeping for 0:00:00.040000 until "), ("function", ["--nextrun", "0.04"], "Sleeping for 0:00:00.040000 until "),
    ])
    func runsAgain(_ when: String, _ options: [String], _ text: String) throws {
        let run = try ProbeRun("when", options, environment: ["PROBE_WHEN": when])
        #expect(run.status == 1)
        #expect(run.content("last_successful.sisyphuslog")?.contains("{sisyphus}{info} >> \(text)") == true)
    }

    @Test(arguments: [
        ("seconds", [], nil), ("duration", [], nil), ("past", [], nil), ("always", [], nil), ("never", [], "Not running since "),
        ("future", [], "Not running since 2096-10-02 07:06:40 +00:00 "),
        ("function", [], "Not running since 2096-10-02 07:06:40 +00:00 "), ("function", ["--maxhealthcheckage", "1h"], nil),
        ("future", ["--maxhealthcheckage", "none"], nil), ("throws", [], "SisyphusProbeJobs.ValueError: no age"),
        ("seconds", ["--maxhealthcheckage", "0.000001"], "Not running since "),
    ])
    func isHealthy(_ when: String, _ options: [String], _ text: String?) throws {
        let base = ProbeRun.makeBase()
        let run = try ProbeRun("when", ["--repeat", "no"], environment: ["PROBE_WHEN": when], base: base)
        let health = try withExtendedLifetime(run) {
            try ProbeRun("when", ["--healthcheck", "--utc"] + options, environment: ["PROBE_WHEN": when, "TZ": "UTC"], base: base)
        }
        #expect(health.status == (text == nil ? 0 : 1))
        #expect(text.map(health.stdout.hasPrefix) ?? (health.stdout == ""), "\(health.stdout)")
    }

    /// One option that is set in ever more places: command line, environment, configuration, instance, class.
    @Test func theStrongestPlaceWins() throws {
        let directory = ProbeRun.makeBase()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let configuration = directory + "/config.toml"
        try """
        ["Probe"]
        warntime = "41s"
        drain = "3s"
        maxtime = "57s"
        """.write(toFile: configuration, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: configuration)
        func values(_ options: [String], _ environment: [String: String] = [:]) throws -> String? {
            let run = try ProbeRun("options", options + ["--source", "x"], environment: environment)
            return run.lines.dropFirst().first?.replacing(" :: child N >> ", with: "")
        }
        // maxtime is the class's, drain and warntime are the instance's.
        #expect(try values([]) == "60 2 50")
        #expect(try values(["--config", configuration]) == "57 3 41")
        let environment = ["SISYPHUS_MAXTIME": "58", "SISYPHUS_DRAIN": "4"]
        #expect(try values(["--config", configuration], environment) == "58 4 41")
        #expect(try values(["--config", configuration, "-m", "59"], environment) == "59 4 41")
    }

    @Test func titlesCanBeItsOwn() throws {
        let run = try ProbeRun("title")
        #expect(run.lines.first?.hasPrefix(" :: child N >> TITLE ") == true, "\(run.lines)")
    }
}
