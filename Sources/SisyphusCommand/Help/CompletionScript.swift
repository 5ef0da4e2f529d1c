import SisyphusCore

/// The scripts that complete command lines in shells: subcommands, options, their values, and the command with its own arguments, as those of
/// `sudo` and `env` do it.
enum CompletionScript {
    enum Shell: String, CaseIterable { case bash, zsh, fish }

    /// What follows which option: each spelling stands behind the name of its subcommand, or behind `*` where all subcommands that have it agree.
    static var arguments: [(argument: OptionArgument, isFlag: Bool, spellings: [String])] {
        var found: [(subcommand: String, spelling: String, row: OptionRow)] = []
        for one in Subcommand.all { for row in one.form.options.rows { found += row.spellings.map { (one.name, $0, row) } } }
        let bySpelling = Dictionary(grouping: found, by: \.spelling)
        var arms: [(argument: OptionArgument, isFlag: Bool, spellings: [String])] = []
        var known: Set<String> = []
        for (subcommand, spelling, row) in found {
            let agree = bySpelling[spelling]?.allSatisfy { $0.row.argument == row.argument } ?? true
            let key = (agree ? "*" : subcommand) + " " + spelling
            guard known.insert(key).inserted else { continue }
            if let index = arms.firstIndex(where: { $0.argument == row.argument && $0.isFlag == row.kind.isFlag }) {
                arms[index].spellings.append(key)
            } else {
                arms.append((row.argument, row.kind.isFlag, [key]))
            }
        }
        return arms
    }

    static func text(_ shell: Shell) -> String {
        switch shell {
        case .bash: BashCompletion.text
        case .zsh: ZshCompletion.text
        case .fish: FishCompletion.text
        }
    }

    /// What stands at the top of each.
    static let origin = "Made from the tables of subcommands and options: sisyphus --generate-completion-script"
    /// The subcommands that names of jobs follow.
    static var takingJobs: [String] { Subcommand.all.filter { $0.form.operand == .jobs }.map(\.name) }
    /// What has to be done with crontabs: the only subcommand that such a word follows, and behind that a file.
    static let verbs = (subcommand: Subcommand.crontab.name, words: CrontabVerb.allCases.map(\.rawValue).joined(separator: " "))
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
    /// Words that are on disk: `sisyphus --complete` lists them.
    case listed(DiskWords)
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
            case "PROJECT": .listed(.projects)
            case "JOB": .listed(.names)
            case "RUN": .listed(.runs)
            case "STATES": .listed(.states)
            case "STATUSES" where places == .commandLineOnly: .listed(.statuses)
            default: wordsOfMetavar.isEmpty ? .anything : .words(wordsOfMetavar)
            }
        }
    }

    /// `skip` and `wait` of `skip|wait[=TIME]`; words in capitals stand for values.
    private var wordsOfMetavar: [String] {
        metavar.split(separator: "|").map { String($0.prefix { $0 != "[" }) }.filter { !$0.isEmpty && $0 == $0.lowercased() }
    }
}
