import Foundation
import Glibc
import Testing

@Suite struct CrowdTests {
    /// Many Swift tasks log long and short texts at once, among prints: nothing is lost, nothing is torn, each line has its tasks.
    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func nothingIsLostOrMixed(_ arguments: [String]) throws {
        let run = try ProbeRun("crowd", arguments)
        #expect(run.status == 0)
        let lines = Set(run.lines.map { $0.replacing(" :: child N", with: "") })
        for worker in 0..<20 {
            for item in 0..<50 {
                let tasks = " :: worker \(worker) :: [\(item + 1)/50] item i\(item)"
                #expect(lines.contains("\(tasks) :: {crowd} >> worker \(worker) item \(item)"))
                if item % 7 == 0 { #expect(lines.contains("\(tasks) >> " + String(repeating: "\(worker),", count: 3000))) }
            }
        }
        if arguments.last == "yes" {
            #expect(run.lines.filter { $0.contains(" >> print ") }.count == 100)
            #expect(run.lines.count == 1000 + 160 + 100 + 1)
        }
    }

    /// Whatever keeps the supervisor from its work.
    @Test func aLineHasTheTimeOfItsCall() throws {
        let base = ProbeRun.makeBase()
        var before = ""
        let run = try ProbeRun("stamped", ["--utc"], environment: ["PROBE_DIRECTORY": base], base: base) { pid, _ in
            func waitFor(_ name: String) throws { try SignalTests.wait { access("\(base)/\(name)", F_OK) == 0 } }
            try waitFor("ready")
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            close(open("\(base)/go", O_CREAT | O_WRONLY, 0o600))
            try waitFor("logged")
            let moment = Date()
            before = moment.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space, includingFractionalSeconds: true))
            // The moment at which the supervisor goes on is another one.
            try SignalTests.wait { moment.timeIntervalSinceNow < -0.02 }
        }
        #expect(run.status == 0)
        let line = try #require(run.content("current.sisyphuslog")?.split(separator: "\n").first { $0.hasSuffix(" >> logged") })
        #expect(line.dropFirst().prefix(23) <= before.prefix(23))
    }

    @Test func repeatedRunsAreNumbered() throws {
        let run = try ProbeRun("repeat")
        #expect(run.status == 1)
        #expect(
            run.lines == [
                " :: [3] child N :: {sisyphus}{external}{exc} >> ValueError: third run",
                " :: [3] child N :: {sisyphus}{result}{fail} >> failed with ValueError: third run",
            ])
        #expect(run.files == ["LOG", "LOG", "LOG", "current.sisyphushealth", "current.sisyphuslog", "last_failed.sisyphuslog", "last_successful.sisyphuslog"])
        #expect(run.content("last_successful.sisyphuslog")?.contains("{sisyphus}{info} >> Sleeping for 0:00:00.050000 until ") == true)
    }
}
