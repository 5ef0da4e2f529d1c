import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import Testing

@testable import SisyphusCommand

/// The recipes of docs/architecture.md name files that are there, and these are all that there is to touch; those of CONTRIBUTING.md quote what is in them.
struct RecipeTests {
    @Test func `Recipes name files that are there`() throws {
        let text = try Golden.read(Golden.root + "/docs/architecture.md")
        let recipes = try #require(text.components(after: "## Recipes"))
        let paths = recipes.split(separator: "`").map(String.init).filter { $0.contains("/") && !$0.contains(" ") && !$0.contains("\n") }
        #expect(paths.count >= 9)
        for path in paths { #expect(Golden.exists(path), "\(path)") }
    }

    /// Each quotation of code stands in the file, or in a file of the directory, that is named last before it.
    @Test func `Recipes quote what is in the code`() throws {
        let text = try Golden.read(Golden.root + "/CONTRIBUTING.md")
        var quotations = 0
        for recipe in text.split(separator: "## How to add ").dropFirst() {
            var place = ""
            let steps = recipe.split(separator: "\n\n").filter { $0.hasPrefix("1. ") }.joined()
            for (number, quoted) in steps.split(separator: "`", omittingEmptySubsequences: false).enumerated() where number % 2 == 1 {
                let quoted = String(quoted)
                if quoted.contains("/") {
                    #expect(Golden.exists(quoted), "\(quoted)")
                    place = quoted
                } else if quoted.contains(where: { " (".contains($0) }), !quoted.hasPrefix("RECORD=") {
                    quotations += 1
                    #expect(try Golden.files(in: place).contains { try Golden.read($0).contains(quoted) }, "\(place) has no \(quoted)")
                }
            }
        }
        #expect(quotations >= 14)
    }

    @Test func `Every row has a setting in one of the settings files, and every subcommand what its recipe says`() throws {
        let core = try Golden.read(Golden.root + "/Sources/SisyphusCore/Options/RunSettings.swift")
        for name in ["maxtime", "killGrace", "maxline", "keepruns"] { #expect(core.contains("public var \(name)"), "\(name)") }
        let cases = try Golden.read(Golden.root + "/Integration/cases/subcommands.py")
        for subcommand in Subcommand.all {
            #expect(Golden.exists("man/sisyphus-\(subcommand.name).1.in"), "\(subcommand.name)")
            #expect(cases.contains("\"\(subcommand.name)\""), "Integration/cases/subcommands.py does not know \(subcommand.name)")
            #expect(Overview.text.contains("\n  \(subcommand.name) "), "\(subcommand.name)")
        }
    }

    /// The default of an option stands once: what help shows is what the settings have.
    @Test func `Help shows the defaults of the settings`() {
        for (name, text) in [("kill-grace", "0.5"), ("maxlogsize", "1GiB"), ("keepfilelogs", "30"), ("tell-remind", "24h"), ("report", "auto")] {
            #expect(OptionTable.standard.row(named: name)?.standard() == text, "--\(name)")
        }
        var settings = RunSettings()
        settings.killGrace = .seconds(7)
        #expect(OptionTable.standard.row(named: "kill-grace")?.standard(in: settings) == "7")
    }
}

extension String {
    /// What stands behind a heading, up to the next of its level.
    fileprivate func components(after heading: String) -> String? {
        guard let start = firstRange(of: heading)?.upperBound else { return nil }
        let rest = self[start...]
        return String(rest[..<(rest.firstRange(of: "\n## ")?.lowerBound ?? rest.endIndex)])
    }
}
