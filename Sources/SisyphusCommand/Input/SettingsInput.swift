import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import SisyphusUnix

/// What the user asked of a subcommand.
enum SettingsInput {
    case action(OptionAction)
    case settings(RunSettings)

    /// Reads command line, environment and configuration files.
    static func read(_ words: [String], verb: OptionVerbs) throws(OptionError) -> SettingsInput {
        let variables = Environment.variables(withPrefix: "SISYPHUS_")
        let reader = try SettingsReader(table: .standard, verb: verb, words: words, from: 2, environment: variables)
        if let action = reader.action { return .action(action) }
        return .settings(try reader.settings(with: try ConfigurationFiles.read(for: reader)))
    }
}
