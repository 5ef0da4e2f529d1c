import SisyphusCore
import SisyphusNotify
import Testing

@testable import SisyphusCommand

/// The recipes of docs/architecture.md name files that are there, and these are all that there is to touch.
struct RecipeTests {
    @Test func `Recipes name files that are there`() throws {
        let text = try Golden.read(Golden.root + "/docs/architecture.md")
        let recipes = try #require(text.components(after: "## Recipes"))
        let paths = recipes.split(separator: "`").map(String.init).filter { $0.contains("/") && !$0.contains(" ") && !$0.contains("\n") }
        #expect(paths.count >= 9)
        for path in paths { #expect(Golden.exists(path), "\(path)") }
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
