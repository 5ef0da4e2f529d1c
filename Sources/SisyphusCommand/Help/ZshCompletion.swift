import SisyphusCore

enum ZshCompletion {
    static var text: String {
        """
        #compdef sisyphus
        # \(CompletionScript.origin) zsh

        # Words that are on disk.
        _sisyphus_listed() {
            local -a found
            found=("${(@f)$(sisyphus --complete $1 ${(Q)words[1,CURRENT-1]} 2>/dev/null)}")
            compadd -- ${found:#}
        }

        _sisyphus() {
            local curcontext=$curcontext state line
            local -a subcommands
            subcommands=(
        \(CompletionScript.firstWords.map { "        \(quoted("\($0.name):\($0.abstract)"))" }.joined(separator: "\n"))
            )
            _arguments -C '1: :->subcommand' '*:: :->rest'
            case $state in
            subcommand) _describe subcommand subcommands ;;
            rest)
                case $line[1] in
                help) _describe subcommand subcommands ;;
        \(Subcommand.all.map(arm).joined(separator: "\n"))
                esac
                ;;
            esac
        }

        _sisyphus "$@"

        """
    }

    private static func arm(_ subcommand: Subcommand) -> String {
        var specifications = subcommand.rows.map { row in
            let names = row.spellings
            let equals = row.argument == .nothing ? "" : row.kind.isFlag ? "=-" : "="
            let rest = quoted("[\(escaped(row.briefHelp))]\(argument(row))")
            let spelled = names.map { $0.hasPrefix("--") ? $0 + equals : $0 + (row.kind.isFlag || row.argument == .nothing ? "" : "+") }
            return "'(\(names.joined(separator: " ")))'" + (names.count > 1 ? "{\(spelled.joined(separator: ","))}" : spelled[0]) + rest
        }
        if subcommand.form.takesCommand { specifications += ["'(-)1:command: _command_names -e'", "'*::arguments: _normal'"] }
        if subcommand.form.operand == .jobs { specifications.append("'*:job: _sisyphus_listed jobs'") }
        if subcommand.name == CompletionScript.verbs.subcommand { specifications += ["'1:verb:(\(CompletionScript.verbs.words))'", "'*:file:_files'"] }
        let lines = specifications.map { "                \($0)" }.joined(separator: " \\\n")
        return "        \(subcommand.name))\n            _arguments -s -S : \\\n\(lines)\n            ;;"
    }

    private static func argument(_ row: OptionRow) -> String {
        let name = escaped(row.metavar)
        switch row.argument {
        case .nothing: return ""
        case .perhaps(let words): return "::\(name):(\(words.joined(separator: " ")))"
        case .words(let words): return ":\(name):(\(words.joined(separator: " ")))"
        case .listed(let list): return ":\(name): _sisyphus_listed \(list)"
        case .directory: return ":\(name):_directories"
        case .file: return ":\(name):_files"
        case .anything: return ":\(name): "
        }
    }

    private static func escaped(_ text: String) -> String {
        text.map { "[]:\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing(scalar: "'", with: "'\\''") + "'" }
}
