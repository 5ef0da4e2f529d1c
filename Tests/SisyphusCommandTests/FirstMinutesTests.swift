import SisyphusCore
import Testing

@testable import SisyphusCommand

/// What somebody sees first: the program alone, its version, and the tour.
struct FirstMinutesTests {
    @Test func `First steps name the jobs that there are`() throws {
        let none = FirstSteps.text(base: "/logs", jobs: 0)
        try Golden.check(none, is: "Tests/SisyphusCommandTests/Golden/first-steps.txt")
        #expect(FirstSteps.text(base: "/logs", jobs: 1).contains("There is 1 job in /logs:\n  sisyphus status "))
        #expect(FirstSteps.text(base: "/logs", jobs: 2).contains("There are 2 jobs in /logs:\n"))
        #expect(none.split(separator: "\n").filter { !$0.contains("*/5") }.allSatisfy { $0.count <= 80 })
    }

    @Test func `The version says what is missing`() {
        let text = VersionText.text(version: "1.2.3", build: nil, curl: nil, codecs: [("gzip", "1.3"), ("lzma", nil)])
        #expect(text == "sisyphus 1.2.3\nno release build\nlibcurl is not found: nothing can be sent over the network\ngzip 1.3, lzma not found\n")
    }

    @Test func `The tour uses subcommands that there are`() {
        for step in DemoStep.all {
            let word = step.command.prefix { $0 != " " }
            #expect(Subcommand.all.contains { $0.name == word }, "\(step.command)")
        }
    }
}
