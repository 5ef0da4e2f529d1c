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
            let near = NearestName.hint(for: word, among: word.hasPrefix("-") ? ["--help", "--version"] : names + ["help", "version"])
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
                OptionError("there is no help for \"\(word.shownInMessage)\"\(NearestName.accepted(names, insteadOf: word))"), subcommand: nil)
        }
        subcommand.perform(.help)
    }

    /// For the scripts of shells: what is on disk, one word a line.
    private static func listWords(_ words: [String]) -> Never {
        let kind = words.first ?? ""
        guard let list = DiskWords(rawValue: kind) else {
            let accepted = NearestName.accepted(DiskWords.allCases.map(\.rawValue), insteadOf: kind)
            ProgramExit.refuse(OptionError("there are no words \"\(kind.shownInMessage)\"\(accepted)"), subcommand: nil)
        }
        ProgramExit.finish(list.list(Array(words.dropFirst())).map { $0 + "\n" }.joined())
    }

    private static func complete(shell: String?) -> Never {
        let word = shell ?? ""
        guard let known = CompletionScript.Shell(rawValue: word) else {
            let accepted = NearestName.accepted(CompletionScript.Shell.allCases.map(\.rawValue), insteadOf: word)
            ProgramExit.refuse(OptionError("there are no completions for \"\(word.shownInMessage)\"\(accepted)"), subcommand: nil)
        }
        ProgramExit.finish(CompletionScript.text(known))
    }
}
