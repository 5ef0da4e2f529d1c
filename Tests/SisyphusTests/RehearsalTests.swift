import ArgumentParser
import FoundationEssentials
import Sisyphus
import Testing

/// Jobs in tests, which run beside one another.
@Suite struct RehearsalTests {
    final class Import: Job {
        struct Options: ParsableArguments, OwnOptions { @Option var word = "none" }
        struct NoPrice: Error {}
        override class var ownOptions: (any OwnOptions.Type)? { Options.self }

        override func execute() async throws -> String? {
            let word = try options(Options.self).word
            log.delay("opened \(word)")
            if word == "nothing" { return nil }
            for file in tasks(["a", "b"], type: "import", name: \.self) {
                await Task.yield()
                try await task("parse") {
                    await Task.yield()
                    log.xml.warning("\(word) \(file)")
                    if word == "fail" { throw NoPrice() }
                }
            }
            return "imported \(word)"
        }
    }

    @Test(arguments: 0..<100)
    func tellsWhatAJobDoes(_ number: Int) async {
        let rehearsal = await Import().rehearse(arguments: ["--word", "w\(number)"])
        #expect(rehearsal.status == .successful && rehearsal.result == "imported w\(number)")
        #expect(rehearsal.texts == ["opened w\(number)", "w\(number) a", "w\(number) b"])
        #expect(rehearsal.entries[2].tags == ["xml", "warning"] && rehearsal.entries[2].tasks.map(\.name) == ["b", "parse"])
        #expect(rehearsal.entries[2].tasks.first?.count == 2 && rehearsal.entries[0].time.timeIntervalSinceNow < 1)
    }

    @Test func tellsOfFailuresAndOfNothing() async {
        let failed = await Import().rehearse(arguments: ["--word", "fail"])
        #expect(failed.status == .failed && failed.result.hasPrefix("failed with RehearsalTests.Import.NoPrice"))
        #expect(failed.entries.last?.tags == ["external", "exc"] || failed.entries.contains { $0.tags.contains("exc") && $0.tasks.last?.name == "parse" })
        let nothing = await Import().rehearse(arguments: ["--word", "nothing"])
        #expect(nothing.status == .uneventful && nothing.entries.isEmpty)
        let wrong = await Import().rehearse(arguments: ["--maxtime", "never"])
        #expect(wrong.status == .failed && wrong.result.contains("--maxtime"), "\(wrong.result)")
    }

    /// What is not rehearsed is not heard.
    @Test func othersAreNotHeard() async {
        Log.current("outside")
        #expect(await Import().rehearse().texts.contains("outside") == false)
    }
}
