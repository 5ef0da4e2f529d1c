import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import SisyphusUnix

/// What the user asked of a subcommand.
enum SettingsInput {
    case action(OptionAction)
    case settings(RunSettings)

    /// What holds where nobody says anything else. Nobody is left to kill process 1 of a container softly when it has gone: its job gets the time that
    /// container managers give.
    private static var standard: RunSettings {
        var settings = RunSettings()
        if Processes.ownID == 1 { settings.killGrace = .seconds(10) }
        return settings
    }

    /// Reads command line, environment and configuration files.
    static func read(_ words: [String], verb: OptionVerbs) throws(OptionError) -> SettingsInput {
        let variables = Environment.variables(withPrefix: "SISYPHUS_")
        let reader = try SettingsReader(table: .standard, verb: verb, words: words, from: 2, base: standard, environment: variables)
        if let action = reader.action { return .action(action) }
        return .settings(try reader.settings(with: try ConfigurationFiles.read(for: reader)))
    }
}
