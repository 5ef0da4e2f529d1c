import SisyphusCore
import SisyphusOptions
import Testing

@testable import SisyphusCommand

struct ManualTests {
    @Test func `The overview is a manual page`() throws {
        for page in ["sisyphus", "sisyphus-sh"] { try check(page: page, rows: []) }
    }

    @Test(arguments: Subcommand.all)
    func `Manual pages are generated`(subcommand: Subcommand) throws {
        try check(page: "sisyphus-\(subcommand.name)", rows: subcommand.rows)
    }

    @Test func `Pages of files and of more than one subcommand are generated`() throws {
        for (page, section) in [("sisyphus.toml", 5), ("sisyphus-lines", 7), ("sisyphus-cookbook", 7)] { try check(page: page, section: section, rows: []) }
    }

    @Test func `The overview is a help text`() throws {
        try Golden.check(Overview.text, is: "Tests/SisyphusCommandTests/Golden/help.txt")
    }

    @Test(arguments: Subcommand.all)
    func `Help texts are generated`(subcommand: Subcommand) throws {
        try Golden.check(subcommand.help(width: TextColumns.usual), is: "Tests/SisyphusCommandTests/Golden/help-\(subcommand.name).txt")
    }

    @Test(arguments: Subcommand.all)
    func `Help fits a terminal`(subcommand: Subcommand) {
        for width in [60, 72, 80, 100] {
            for row in subcommand.help(width: width).split(separator: "\n") { #expect(row.count <= max(width, 80), "\(row)") }
            let shown = subcommand.help(width: width).split(separator: "\n").drop { !$0.isEmpty && !$0.hasSuffix(":") }
            for row in shown { #expect(row.count <= width, "\(row)") }
        }
    }

    @Test func `Completions are generated`() throws {
        try Golden.check(CompletionScript.text(.bash), is: "completions/sisyphus.bash")
        try Golden.check(CompletionScript.text(.zsh), is: "completions/_sisyphus")
        try Golden.check(CompletionScript.text(.fish), is: "completions/sisyphus.fish")
    }

    private func check(page: String, section: Int = 1, rows: [OptionRow]) throws {
        let template = try Golden.read(Golden.root + "/man/\(page).\(section).in")
        try #require(!template.isEmpty)
        let text = template.replacing("@VERSION@", with: Entry.version)
            .replacing("@DATE@", with: SisyphusVersion.date)
            .replacing("@KEYS@", with: ManualOptions.keys(Subcommand.run.rows))
            .replacing("@OPTIONS@\n", with: ManualOptions.render(rows))
            .replacing("@ONELINERS@", with: try oneLiners())
        try Golden.check(text, is: "man/\(page).\(section)")
    }

    /// Without the names of the languages, which only the test needs.
    private func oneLiners() throws -> String {
        try OneLiner.all().map { $0.command.replacing("\\", with: "\\e").replacing("-", with: "\\-") + "\n" }.joined()
    }
}

extension Subcommand: CustomTestStringConvertible {
    public var testDescription: String { name }
}
