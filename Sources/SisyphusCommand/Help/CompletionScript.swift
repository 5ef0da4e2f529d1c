import SisyphusCore

/// The scripts that complete command lines in shells: subcommands, options, their values, and the command with its own arguments, as those of
/// `sudo` and `env` do it.
enum CompletionScript {
    enum Shell: String, CaseIterable { case bash, zsh, fish }

    static func text(_ shell: Shell) -> String {
        switch shell {
        case .bash: BashCompletion.text
        case .zsh: ZshCompletion.text
        case .fish: FishCompletion.text
        }
    }

    /// What stands at the top of each.
    static let origin = "Made from the tables of subcommands and options: sisyphus --generate-completion-script"
    /// The subcommands and what else may stand in their place.
    static var firstWords: [(name: String, abstract: String)] {
        Subcommand.all.map { ($0.name, $0.abstract) } + [("help", "Show the help of a subcommand."), ("version", "Show the version.")]
    }
}

/// What may follow an option.
enum OptionArgument: Equatable {
    case nothing
    /// Perhaps one of these.
    case perhaps([String])
    case words([String])
    case directory, file, anything
}

extension OptionRow {
    /// All spellings.
    var spellings: [String] { [short.map { "-\($0)" }, "--\(name)", alias.map { "--\($0)" }].compactMap(\.self) }

    /// The first sentence is enough beside a completion.
    var briefHelp: String {
        let end = help.firstRange(of: ". ")?.lowerBound ?? help.lastIndex(of: ".") ?? help.endIndex
        return String(help[..<end])
    }

    var argument: OptionArgument {
        switch kind {
        case .action: .nothing
        case .flag: .perhaps(["yes", "no"])
        case .flagOr(let words): .perhaps(["yes", "no"] + words)
        case .choice(let words): .words(words)
        default:
            switch metavar {
            case "DIR": .directory
            case "FILE", "PATH": .file
            default: wordsOfMetavar.isEmpty ? .anything : .words(wordsOfMetavar)
            }
        }
    }

    /// `skip` and `wait` of `skip|wait[=TIME]`; words in capitals stand for values.
    private var wordsOfMetavar: [String] {
        metavar.split(separator: "|").map { String($0.prefix { $0 != "[" }) }.filter { !$0.isEmpty && $0 == $0.lowercased() }
    }
}
