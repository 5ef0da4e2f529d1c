import Foundation
import Glibc
import Testing

/// Jobs of programs that serve.
@Suite struct ServerTests {
    private func result(of job: String, in base: String) -> String? {
        let log = FileManager.default.contents(atPath: "\(base)/Probe/\(job)/last_successful.sisyphuslog") ?? Data()
        return String(decoding: log, as: UTF8.self).split(separator: "\n").last?.replacing(#/^.* >> /#, with: "").trimmingCharacters(in: .whitespaces)
    }

    @Test(arguments: 0..<10)
    func jobsAtTheSameTimeAreThemselves(_: Int) throws {
        let run = try ProbeRun(nil, environment: ["PROBE_WAY": "both"], program: "SisyphusProbeAsync")
        #expect(run.stdout == "both done\n" && run.stderr == "")
        #expect(result(of: "OneJob", in: run.base) == "I am One")
        #expect(result(of: "OtherJob", in: run.base) == "I am Other")
    }

    @Test func manyJobsRunAtTheSameTime() throws {
        let run = try ProbeRun(nil, environment: ["PROBE_WAY": "many"], program: "SisyphusProbeAsync")
        #expect(run.stdout == "20 good\n" && run.stderr == "")
        for number in 0..<20 { #expect(result(of: "OneJob.\(number)", in: run.base) == "I am One \(number)") }
    }

    /// What the program does before it runs its job happens once.
    @Test func servicesKeepTheirPort() throws {
        let run = try ProbeRun(nil, environment: ["PROBE_WAY": "port", "PROBE_NAME": "\(getpid())-a"], program: "SisyphusProbeAsync")
        #expect(run.stdout == "status(0)\n" && run.stderr == "")
        #expect(result(of: "OneJob.x", in: run.base) == "I am One x")
    }

    @Test func jobsAreMadeByTheirOwnInitialisers() throws {
        let run = try ProbeRun(nil, environment: ["PROBE_WAY": "made"], program: "SisyphusProbeAsync")
        #expect(run.stdout == "once\n" && run.stderr == "")
        #expect(result(of: "MadeJob", in: run.base) == "made in the worker")
        let unmade = try ProbeRun(nil, environment: ["PROBE_WAY": "unmade"], program: "SisyphusProbeAsync")
        #expect(unmade.stderr.contains("Use of unimplemented initializer 'init()' for class 'SisyphusProbeAsync.MadeJob'"), "\(unmade.stderr)")
    }

    @Test func workersThatDoNotComeToTheJobAreTold() throws {
        let run = try ProbeRun(
            nil, environment: ["PROBE_WAY": "port", "PROBE_NAME": "\(getpid())-b", "PROBE_WITHOUT": "1"], program: "SisyphusProbeAsync")
        #expect(run.stdout == "status(125)\n")
        #expect(run.lines.last?.contains("; the job had not begun: the process that does its work begins the program anew") == true)
        #expect(run.lines.contains { $0.contains("the port is in use") })
        let other = try ProbeRun(nil, environment: ["PROBE_WAY": "other"], program: "SisyphusProbeAsync")
        #expect(other.status == 125)
        #expect(other.lines.last?.contains(">> ended by exit(3) before execute returned; the job had not begun: ") == true)
    }

    /// A graceful shutdown of the group ends the run, and so does a signal, which then ends the group.
    @Test(arguments: [true, false])
    func servicesAreShutDownGracefully(_ isByService: Bool) throws {
        let base = ProbeRun.makeBase()
        let environment = ["PROBE_WAY": "service", "PROBE_SLEEP": "1", "PROBE_CANCEL": base + "/cancel"]
        let run = try ProbeRun(nil, environment: environment, base: base, program: "SisyphusProbeAsync") { pid, base in
            try SignalTests.wait { SignalTests.logs(in: base).contains("on the main actor") }
            if isByService { _ = FileManager.default.createFile(atPath: base + "/cancel", contents: nil) } else { kill(pid, SIGTERM) }
        }
        #expect(run.stdout.hasSuffix("other service ends\ngroup ended\n") && run.status == 0, "\(run.stdout)")
        #expect(run.lines.last?.hasSuffix(">> interrupted by SIGTERM") == true)
    }
}
