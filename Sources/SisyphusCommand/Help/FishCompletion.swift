import SisyphusCore

enum FishCompletion {
    static var text: String {
        """
        # \(CompletionScript.origin) fish

        # Prints the number of the word at which the command of the subcommand begins, if the words before the cursor reach it.
        function __sisyphus_command_start
            set -l words (commandline -opc)
            set -l i 3
            while test $i -le (count $words)
                switch "$words[2] $words[$i]"
                    case '* --'
                        math $i + 1
                        return 0
                    case \(CompletionScript.arguments.filter { $0.argument != .nothing && !$0.isFlag }.map(patterns).joined(separator: " "))
                        set i (math $i + 2)
        \(flags)
                    case '* -*'
                        set i (math $i + 1)
                    case '*'
                        echo $i
                        return 0
                end
            end
            return 1
        end

        function __sisyphus_at
            set -l words (commandline -opc)
            test (count $words) -ge 2; and contains -- $words[2] $argv
        end

        function __sisyphus_options_of
            __sisyphus_at $argv; and begin
                __sisyphus_at \((CompletionScript.takingJobs + [CompletionScript.verbs.subcommand]).joined(separator: " ")); or not __sisyphus_command_start >/dev/null
            end
        end

        # Words that are on disk.
        function __sisyphus_listed
            set -l words (commandline -opc)
            sisyphus --complete $argv[1] $words[2..-1] 2>/dev/null
        end

        # Completes the command as if it stood alone.
        function __sisyphus_command
            set -l words (commandline -opc)
            set -l start (__sisyphus_command_start)
            or set start (math (count $words) + 1)
            set -l line
            if test $start -le (count $words)
                set line (string escape -- $words[$start..-1])
            end
            complete -C (string join ' ' -- $line (commandline -ct))
        end

        complete -c sisyphus -f
        \(CompletionScript.firstWords.map { "complete -c sisyphus -n 'test (count (commandline -opc)) -eq 1' -a \($0.name) -d \(quoted($0.abstract))" }.joined(separator: "\n"))
        complete -c sisyphus -n '__sisyphus_at help; and test (count (commandline -opc)) -eq 2' -a '\(names)'
        complete -c sisyphus -n '__sisyphus_at \(wrapping)' -x -a '(__sisyphus_command)'
        complete -c sisyphus -n '__sisyphus_at \(CompletionScript.takingJobs.joined(separator: " "))' -a '(__sisyphus_listed jobs)'
        complete -c sisyphus -n '__sisyphus_at \(CompletionScript.verbs.subcommand); and not __fish_seen_subcommand_from \(verbs)' -a '\(verbs)'
        \(Subcommand.all.flatMap { one in one.rows.map { option($0, of: one.name) } }.joined(separator: "\n"))

        """
    }

    private static var verbs: String { CompletionScript.verbs.words }
    private static var names: String { Subcommand.all.map(\.name).joined(separator: " ") }
    private static var wrapping: String { Subcommand.all.filter(\.form.takesCommand).map(\.name).joined(separator: " ") }

    /// Options that may have a value: an arm for those that have the same words.
    private static var flags: String {
        CompletionScript.arguments.compactMap { argument, isFlag, spellings in
            guard isFlag, case .perhaps(let words) = argument else { return nil }
            return """
                            case \(patterns((argument, isFlag, spellings)))
                                set i (math $i + 1)
                                if test $i -le (count $words); and contains -- $words[$i] \(words.joined(separator: " "))
                                    set i (math $i + 1)
                                end
                """
        }.joined(separator: "\n")
    }

    private static func patterns(_ arm: (argument: OptionArgument, isFlag: Bool, spellings: [String])) -> String {
        arm.spellings.map { "'\($0)'" }.joined(separator: " ")
    }

    private static func option(_ row: OptionRow, of subcommand: String) -> String {
        let names = [row.short.map { "-s \($0)" }, "-l \(row.name)", row.alias.map { "-l \($0)" }].compactMap(\.self).joined(separator: " ")
        let argument =
            switch row.argument {
            case .nothing, .perhaps: ""
            case .words(let words): " -x -a '\(words.joined(separator: " "))'"
            case .listed(let list): " -x -a '(__sisyphus_listed \(list))'"
            case .directory: " -x -a '(__fish_complete_directories)'"
            case .file: " -r -F"
            case .anything: " -x"
            }
        return "complete -c sisyphus -n '__sisyphus_options_of \(subcommand)' \(names)\(argument) -d \(quoted(row.briefHelp))"
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing(scalar: "\\", with: "\\\\").replacing(scalar: "'", with: "\\'") + "'" }
}
