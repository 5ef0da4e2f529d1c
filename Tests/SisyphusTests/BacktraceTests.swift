import Testing

@testable import Sisyphus

/// Where errors come from, as the log shows it. Needs the module Runtime of Swift 6.2.
@Suite struct BacktraceTests {
    #if canImport(Runtime)
    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func errorsThatEndARunShowTheirPlace(_ arguments: [String]) throws {
        let run = try ProbeRun("error", arguments)
        let places = run.allLines.filter { $0.contains(" >>   at ") }
        #expect(places.count == 2)
        #expect(places.first?.contains(":: [2/2] inner y :: {sisyphus}{external}{exc} >>   at closure #1 in ErrorJob.execute() (") == true)
        #expect(places.last?.contains(" >>   at ErrorJob.execute() (") == true)
        #expect(places.allSatisfy { $0.contains("/SisyphusProbeJobs/ProbeJobs.swift:") })
    }

    /// Each error that is logged has its place, the one of a rethrown one is where it was thrown first, and one that was never thrown has none.
    @Test func loggedErrorsShowTheirPlace() throws {
        let run = try ProbeRun("places")
        let lines = run.allLines.map { $0.replacing(#/^.* >> /#, with: "").replacing(#/\(/[^)]*/(\w+\.swift):[0-9]+\)/#) { "(\($0.output.1))" } }
        #expect(
            lines == [
                "ValueError: deep", "  at PlacesJob.deep() (OwnJobs.swift)", "  at PlacesJob.waiting() (OwnJobs.swift)",
                "  at PlacesJob.execute() (OwnJobs.swift)",
                "ValueError: again", "  at PlacesJob.first() (OwnJobs.swift)", "  at PlacesJob.second() (OwnJobs.swift)",
                "  at PlacesJob.execute() (OwnJobs.swift)",
                "ValueError: typed", "  at PlacesJob.typed() (OwnJobs.swift)", "  at PlacesJob.execute() (OwnJobs.swift)",
                "ValueError: never thrown", "done",
            ])
    }
    #endif

    @Test func namesAreReadable() {
        #expect(FrameName.shown("(1) await resume partial function for Fetch.work()") == "Fetch.work()")
        #expect(FrameName.shown("specialized Fetch.load(_:)") == "Fetch.load(_:)")
        #expect(FrameName.isOfRuntime("completeTaskWithClosure(swift::AsyncContext*, swift::SwiftError*)", image: "fetch"))
        #expect(FrameName.isOfRuntime("main", image: "libc.so.6"))
        #expect(!FrameName.isOfRuntime("Fetch.work()", image: "fetch"))
        #expect(FrameName.isOfLibrary("static Execution.perform(_:)") && !FrameName.isOfLibrary("Fetch.perform()"))
        #expect(FrameName.libraryDirectory.hasSuffix("/Sources/Sisyphus/"))
    }

    /// Errors that nobody logs cost next to nothing, and names are looked up once per place.
    @Test func manyErrorsDoNotHoldUpTheJob() throws {
        let run = try ProbeRun("throwing", ["-m", "60"])
        #expect(run.status == 0)
        #expect(run.lines.filter { $0.contains("{exc} >> ValueError: number ") }.count == 20)
    }
}
