import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor

@testable import SisyphusOptions

/// The settings of a command line `sisyphus run WORDS`.
func settings(
    _ words: [String], environment: [(name: String, value: String)] = [], configurations: [String] = [], form: CommandLineForm = .run
) throws(OptionError) -> RunSettings {
    let reader = try SettingsReader(form, table: .standard, words: ["sisyphus", "run"] + words, from: 2, environment: environment)
    var files: [Configuration] = []
    for text in configurations { files.append(try Configuration(Array(text.utf8), file: "/c.toml", table: .standard)) }
    return try reader.settings(with: files)
}

/// The error of a command line; empty when there is none.
func refusal(
    _ words: [String], environment: [(name: String, value: String)] = [], configurations: [String] = [], form: CommandLineForm = .run
) -> String {
    do throws(OptionError) {
        _ = try settings(words, environment: environment, configurations: configurations, form: form)
        return ""
    } catch {
        return error.description
    }
}

extension CommandLineForm {
    static let run = CommandLineForm(OptionTable.standard.about(.run), settings: .run, operand: .command)
    static let health = CommandLineForm(OptionTable.standard.about(.health), settings: .health, operand: .job)
}
