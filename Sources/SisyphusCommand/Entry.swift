import SisyphusCore

/// Finds the subcommand and hands over to it.
enum Entry {
    static let version = SisyphusVersion.text

    static func run(_ words: [String]) -> Never {
        switch words.dropFirst().first {
        case "run": RunVerb.perform(words)
        case "health": HealthVerb.perform(words)
        case "test-channels": TestChannelsVerb.perform(words)
        case "flush": FlushVerb.perform(words)
        case "format": FormatVerb.perform(words)
        case "help", "--help", "-h": help(words.dropFirst(2).first)
        case "version", "--version": Ending.finish("sisyphus \(version)\n")
        case "--generate-completion-script": CompletionScript.print(shell: words.dropFirst(2).first)
        case nil: Ending.refuse(OptionError("there is no subcommand; accepted: \(verbs)"), verb: nil)
        case let word?:
            let hint = word.hasPrefix("-") ? "options stand behind the subcommand, sisyphus run \(word.shownInMessage)" : "to run it, write sisyphus run -- \(word.shownInMessage)"
            Ending.refuse(OptionError("there is no subcommand \"\(word.shownInMessage)\"; accepted: \(verbs); \(hint)"), verb: nil)
        }
    }

    private static let verbs = "run, health, test-channels, flush, format, help, version"

    private static func help(_ verb: String?) -> Never {
        switch verb {
        case nil: Ending.finish(HelpTexts.overview)
        case "run": Ending.finish(HelpTexts.run.render(OptionTable.standard.rows(of: .run)))
        case "health": Ending.finish(HelpTexts.health.render(OptionTable.standard.rows(of: .health)))
        case let word?:
            Ending.refuse(OptionError("there is no help for \"\(word.shownInMessage)\"; accepted: run, health"), verb: nil)
        }
    }
}
