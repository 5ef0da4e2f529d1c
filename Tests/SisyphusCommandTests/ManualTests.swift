import SisyphusCore
import Testing

@testable import SisyphusCommand

struct ManualTests {
    @Test func `The overview is a manual page`() throws {
        try check(page: "sisyphus", rows: [])
    }

    @Test(arguments: Verb.allCases)
    func `Manual pages are generated`(verb: Verb) throws {
        try check(page: "sisyphus-\(verb.rawValue)", rows: verb.rows)
    }

    @Test func `The overview is a help text`() throws {
        try Golden.check(HelpTexts.overview, is: "Tests/SisyphusCommandTests/Golden/help.txt")
    }

    @Test(arguments: Verb.allCases)
    func `Help texts are generated`(verb: Verb) throws {
        try Golden.check(verb.help, is: "Tests/SisyphusCommandTests/Golden/help-\(verb.rawValue).txt")
    }

    @Test(arguments: Verb.allCases)
    func `Help fits a terminal`(verb: Verb) {
        for row in verb.help.split(separator: "\n") { #expect(row.count <= 96, "\(row)") }
    }

    @Test func `Completions are generated`() throws {
        try Golden.check(CompletionScript.text(.bash) + "\n", is: "completions/sisyphus.bash")
        try Golden.check(CompletionScript.text(.zsh) + "\n", is: "completions/_sisyphus")
        try Golden.check(CompletionScript.text(.fish) + "\n", is: "completions/sisyphus.fish")
    }

    private func check(page: String, rows: [OptionRow]) throws {
        let template = try Golden.read(Golden.root + "/man/\(page).1.in")
        try #require(!template.isEmpty)
        let text = template.replacing("@VERSION@", with: Entry.version)
            .replacing("@OPTIONS@\n", with: ManualOptions.render(rows))
            .replacing("@ONELINERS@", with: try oneLiners())
        try Golden.check(text, is: "man/\(page).1")
    }

    /// Without the names of the languages, which only the test needs.
    private func oneLiners() throws -> String {
        try OneLiner.all().map { $0.command.replacing("\\", with: "\\e").replacing("-", with: "\\-") + "\n" }.joined()
    }
}
