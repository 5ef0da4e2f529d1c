import SisyphusCore

/// Finds the subcommand and hands over to it.
enum Entry {
    static let version = SisyphusVersion.text

    static func run(_ words: [String]) -> Never {
        let word = words.dropFirst().first
        if let verb = word.flatMap(Verb.init) { verb.perform(words) }
        switch word {
        case "help", "--help", "-h": help(words.dropFirst(2).first)
        case "version", "--version": Ending.finish("sisyphus \(version)\n")
        case "--generate-completion-script": CompletionScript.print(shell: words.dropFirst(2).first)
        case nil: Ending.refuse(OptionError("there is no subcommand; accepted: \(accepted)"), verb: nil)
        case let word?:
            let hint =
                word.hasPrefix("-")
                ? "options stand behind the subcommand, sisyphus run \(word.shownInMessage)" : "to run it, write sisyphus run -- \(word.shownInMessage)"
            Ending.refuse(OptionError("there is no subcommand \"\(word.shownInMessage)\"; accepted: \(accepted); \(hint)"), verb: nil)
        }
    }

    private static var verbs: [String] { Verb.allCases.map(\.rawValue) }
    private static var accepted: String { (verbs + ["help", "version"]).joined(separator: ", ") }

    private static func help(_ word: String?) -> Never {
        guard let word else { Ending.finish(HelpTexts.overview) }
        guard let verb = Verb(rawValue: word) else {
            Ending.refuse(OptionError("there is no help for \"\(word.shownInMessage)\"; accepted: \(verbs.joined(separator: ", "))"), verb: nil)
        }
        verb.perform(.help)
    }
}
