import SisyphusCore

enum BashCompletion {
    static var text: String {
        let names = Subcommand.all.map(\.name).joined(separator: " ")
        return """
            # \(CompletionScript.origin) bash

            # Sets what follows an option: kind is - (nothing), ? (perhaps one of words), = (one of words), / (a directory), . (a file), @ (words on disk)
            # or * (anything).
            _sisyphus_argument() {
                words=
                case $1 in
            \(arguments)
                *) kind=- ;;
                esac
            }

            # Completes a word by what is on disk. Names are compared and quoted, never evaluated.
            _sisyphus_listed() {
                local word
                while IFS= read -r word; do
                    [[ $word == "$2"* ]] && COMPREPLY+=("$(printf %q "$word")")
                done < <(sisyphus --complete "$1" "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
            }

            _sisyphus_options() {
                case $1 in
            \(options)
                esac
            }

            # Completes a word as the argument of an option.
            _sisyphus_value() {
                case $kind in
                @) _sisyphus_listed "$words" "$1" ;;
                [?=]) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$1") ;;
                /) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$1") ;;
                .) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$1") ;;
                esac
            }

            _sisyphus_takes_jobs() { [[ $1 == @(\(CompletionScript.takingJobs.joined(separator: "|"))) ]]; }

            # Completes the command that begins at a word, with its own completion where there is one.
            _sisyphus_command() {
                case $1 in
                \(Subcommand.all.filter(\.form.takesCommand).map(\.name).joined(separator: "|"))) ;;
                *) return ;;
                esac
                if declare -F _comp_command_offset >/dev/null; then
                    _comp_command_offset "$2"
                elif declare -F _command_offset >/dev/null; then
                    _command_offset "$2"
                elif ((COMP_CWORD == $2)); then
                    mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
                else
                    compopt -o filenames 2>/dev/null
                    mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
                fi
            }

            _sisyphus() {
                local cur=${COMP_WORDS[COMP_CWORD]} sub=${COMP_WORDS[1]} i=2 kind words verb=
                COMPREPLY=()
                if ((COMP_CWORD == 1)); then
                    mapfile -t COMPREPLY < <(compgen -W '\(names) help version' -- "$cur")
                    return
                fi
                if [[ $sub == help ]]; then
                    ((COMP_CWORD == 2)) && mapfile -t COMPREPLY < <(compgen -W '\(names)' -- "$cur")
                    return
                fi
                while ((i < COMP_CWORD)); do
                    case ${COMP_WORDS[i]} in
                    --)
                        _sisyphus_command "$sub" $((i + 1))
                        return
                        ;;
                    -?*)
                        _sisyphus_argument "$sub ${COMP_WORDS[i]}"
                        ((i += 1))
                        # Bash takes --name=value for three words.
                        if [[ ${COMP_WORDS[i]} == '=' ]]; then
                            ((i == COMP_CWORD)) && cur=
                            if ((i + 1 >= COMP_CWORD)); then
                                _sisyphus_value "$cur"
                                return
                            fi
                            ((i += 2))
                        elif [[ $kind == [=/.*@] ]]; then
                            if ((i == COMP_CWORD)); then
                                _sisyphus_value "$cur"
                                return
                            fi
                            ((i += 1))
                        elif [[ $kind == '?' && i -lt COMP_CWORD && " $words " == *" ${COMP_WORDS[i]} "* ]]; then
                            ((i += 1))
                        fi
                        ;;
                    *)
                        if [[ $sub == \(CompletionScript.verbs.subcommand) ]]; then
                            verb=${COMP_WORDS[i]}
                        elif ! _sisyphus_takes_jobs "$sub"; then
                            _sisyphus_command "$sub" "$i"
                            return
                        fi
                        ((i += 1))
                        ;;
                    esac
                done
                if [[ $cur == -* ]]; then
                    mapfile -t COMPREPLY < <(compgen -W "$(_sisyphus_options "$sub")" -- "$cur")
                elif [[ $sub == \(CompletionScript.verbs.subcommand) ]]; then
                    if [[ $verb ]]; then
                        compopt -o filenames 2>/dev/null
                        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                    else
                        mapfile -t COMPREPLY < <(compgen -W '\(CompletionScript.verbs.words)' -- "$cur")
                    fi
                elif _sisyphus_takes_jobs "$sub"; then
                    _sisyphus_listed jobs "$cur"
                else
                    _sisyphus_command "$sub" "$COMP_CWORD"
                fi
            }

            complete -F _sisyphus sisyphus

            """
    }

    private static var options: String {
        Subcommand.all.map { "    \($0.name)) echo '\($0.rows.flatMap(\.spellings).joined(separator: " "))' ;;" }.joined(separator: "\n")
    }

    /// An arm per kind of argument.
    private static var arguments: String {
        CompletionScript.arguments.filter { $0.argument != .nothing }.map { argument, _, spellings in
            let patterns = spellings.map { $0.hasPrefix("* ") ? "*\"\($0.dropFirst())\"" : "\"\($0)\"" }
            return "    \(patterns.joined(separator: " | "))) \(body(argument)) ;;"
        }.joined(separator: "\n")
    }

    private static func body(_ argument: OptionArgument) -> String {
        switch argument {
        case .nothing: "kind=-"
        case .perhaps(let words): "kind='?' words='\(words.joined(separator: " "))'"
        case .words(let words): "kind='=' words='\(words.joined(separator: " "))'"
        case .listed(let list): "kind=@ words=\(list)"
        case .directory: "kind=/"
        case .file: "kind=."
        case .anything: "kind='*'"
        }
    }
}
