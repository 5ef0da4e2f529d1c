import SisyphusCore
import Testing

@testable import SisyphusCommand

struct ManualTests {
    @Test(arguments: [("sisyphus", OptionVerbs.run), ("sisyphus-run", .run), ("sisyphus-health", .health)])
    func `Manual pages are generated`(page: String, verb: OptionVerbs) throws {
        let template = try Golden.read(Golden.root + "/man/\(page).1.in")
        try #require(!template.isEmpty)
        let text = template.replacing("@VERSION@", with: Entry.version)
            .replacing("@OPTIONS@\n", with: ManualOptions.render(OptionTable.standard.rows(of: verb)))
            .replacing("@ONELINERS@", with: try oneLiners())
        try Golden.check(text, is: "man/\(page).1")
    }

    @Test func `Help texts`() throws {
        try Golden.check(HelpTexts.overview, is: "Tests/SisyphusCommandTests/Golden/help.txt")
        try Golden.check(HelpTexts.run.render(OptionTable.standard.rows(of: .run)), is: "Tests/SisyphusCommandTests/Golden/help-run.txt")
        try Golden.check(HelpTexts.health.render(OptionTable.standard.rows(of: .health)), is: "Tests/SisyphusCommandTests/Golden/help-health.txt")
    }

    @Test func `Help fits a terminal`() {
        for row in HelpTexts.run.render(OptionTable.standard.rows).split(separator: "\n") { #expect(row.count <= 96, "\(row)") }
    }

    @Test func `Completions are generated`() throws {
        try Golden.check(CompletionScript.text(.bash) + "\n", is: "completions/sisyphus.bash")
        try Golden.check(CompletionScript.text(.zsh) + "\n", is: "completions/_sisyphus")
        try Golden.check(CompletionScript.text(.fish) + "\n", is: "completions/sisyphus.fish")
    }

    /// Without the names of the languages, which only the test needs.
    private func oneLiners() throws -> String {
        try OneLiner.all().map { $0.command.replacing("\\", with: "\\e").replacing("-", with: "\\-") + "\n" }.joined()
    }
}
