import SisyphusCore
import SisyphusNotify

/// The settings of a command line `sisyphus run WORDS`.
func settings(
    _ words: [String], environment: [(name: String, value: String)] = [], configurations: [String] = [], verb: OptionVerbs = .run
) throws(OptionError) -> RunSettings {
    let reader = try SettingsReader(table: .standard, verb: verb, words: ["sisyphus", "run"] + words, from: 2, environment: environment)
    var files: [Configuration] = []
    for text in configurations { files.append(try Configuration(Array(text.utf8), file: "/c.toml", table: .standard)) }
    return try reader.settings(with: files)
}

/// The error of a command line; empty when there is none.
func refusal(
    _ words: [String], environment: [(name: String, value: String)] = [], configurations: [String] = [], verb: OptionVerbs = .run
) -> String {
    do throws(OptionError) {
        _ = try settings(words, environment: environment, configurations: configurations, verb: verb)
        return ""
    } catch {
        return error.description
    }
}
