import ArgumentParser
import SisyphusCore

/// The subcommands as swift-argument-parser sees them. It makes the completions; the command line itself is read by the option table.
struct ParserRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sisyphus", abstract: "Runs jobs.", version: Entry.version, subcommands: [ParserRun.self, ParserHealth.self])
}

struct ParserRun: ParsableCommand {
    enum Options: VerbOptions {
        static var rows: [OptionRow] { OptionTable.standard.rows(of: .run) }
    }

    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run a command as a job.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.", completion: .file()) var command: [String] = []
}

struct ParserHealth: ParsableCommand {
    enum Options: VerbOptions {
        static var rows: [OptionRow] { OptionTable.standard.rows(of: .health) }
    }

    static let configuration = CommandConfiguration(commandName: "health", abstract: "Tell whether a job is healthy.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(parsing: .captureForPassthrough, help: "The command that the job's name is derived from.", completion: .file()) var command: [String] = []
}

/// The scripts that complete command lines in shells.
enum CompletionScript {
    static func text(_ shell: CompletionShell) -> String { ParserRoot.completionScript(for: shell) }

    static func print(shell: String?) -> Never {
        guard let shell, let known = CompletionShell(rawValue: shell) else {
            Ending.refuse(OptionError("there are no completions for \"\((shell ?? "").shownInMessage)\"; accepted: bash, zsh, fish"), verb: nil)
        }
        Ending.finish(text(known) + "\n")
    }
}
