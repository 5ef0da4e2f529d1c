import SisyphusCore
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix

/// Finds the subcommand and hands over to it.
enum Entry {
    static let version = SisyphusVersion.text

    static func run(_ words: [String]) -> Never {
        if Processes.isShell { SupervisingShell.run(words) }
        let word = words.dropFirst().first
        if let subcommand = word.flatMap(Subcommand.named) { subcommand.begin(words) }
        switch word {
        case "help", "--help", "-h": help(words.dropFirst(2).first)
        case "version", "--version": ProgramExit.finish(VersionText.text)
        case "--generate-completion-script": complete(shell: words.dropFirst(2).first)
        case "--complete": listWords(Array(words.dropFirst(2)))
        case nil where Terminal.isTerminal(1): firstSteps()
        case nil: ProgramExit.refuse(OptionError("there is no subcommand; accepted: \(accepted)"), subcommand: nil)
        case let word?:
            let near = NearestName.hint(for: word.lowercased(), among: names + ["help", "version"])
            let hint =
                !near.isEmpty
                ? near
                : word.hasPrefix("-")
                    ? "; options stand behind the subcommand, sisyphus run \(word.shownInMessage)" : "; to run it, write sisyphus run -- \(word.shownInMessage)"
            ProgramExit.refuse(OptionError("there is no subcommand \"\(word.shownInMessage)\"; accepted: \(accepted)\(hint)"), subcommand: nil)
        }
    }

    private static var names: [String] { Subcommand.all.map(\.name) }
    private static var accepted: String { (names + ["help", "version"]).joined(separator: ", ") }

    private static func firstSteps() -> Never {
        let base = (try? View.settings(basedir: nil)).flatMap { try? Notifications.base($0) }
        let jobs = base.flatMap { try? JobReader(base: $0, patterns: []).places.count } ?? 0
        ProgramExit.finish(FirstSteps.text(base: base ?? "", jobs: jobs))
    }

    private static func help(_ word: String?) -> Never {
        guard let word else { ProgramExit.finish(Overview.text) }
        guard let subcommand = Subcommand.named(word) else {
            ProgramExit.refuse(
                OptionError(
                    "there is no help for \"\(word.shownInMessage)\"; accepted: \(names.joined(separator: ", "))\(NearestName.hint(for: word, among: names))"),
                subcommand: nil)
        }
        subcommand.perform(.help)
    }

    /// For the scripts of shells: what is on disk, one word a line.
    private static func listWords(_ words: [String]) -> Never {
        guard let kind = words.first, let list = DiskWords(rawValue: kind) else {
            let accepted = DiskWords.allCases.map(\.rawValue).joined(separator: ", ")
            ProgramExit.refuse(OptionError("there are no words \"\((words.first ?? "").shownInMessage)\"; accepted: \(accepted)"), subcommand: nil)
        }
        ProgramExit.finish(list.list(Array(words.dropFirst())).map { $0 + "\n" }.joined())
    }

    private static func complete(shell: String?) -> Never {
        guard let shell, let known = CompletionScript.Shell(rawValue: shell) else {
            let (wrong, known) = (shell ?? "", CompletionScript.Shell.allCases.map(\.rawValue))
            let hint = NearestName.hint(for: wrong, among: known)
            ProgramExit.refuse(
                OptionError("there are no completions for \"\(wrong.shownInMessage)\"; accepted: \(known.joined(separator: ", "))\(hint)"), subcommand: nil)
        }
        ProgramExit.finish(CompletionScript.text(known))
    }
}
