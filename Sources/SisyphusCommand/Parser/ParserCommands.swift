import ArgumentParser
import SisyphusCore

/// The subcommands as swift-argument-parser sees them. It makes the completions; the command line itself is read by the option table.
struct ParserRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sisyphus", abstract: "Runs jobs.", version: Entry.version,
        subcommands: [
            ParserRun.self, ParserHealth.self, ParserTestChannels.self, ParserFlush.self, ParserFormat.self, ParserStatus.self, ParserHistory.self,
            ParserWhy.self,
        ])
}

struct ParserRun: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .run } }

    static let configuration = CommandConfiguration(commandName: Verb.run.rawValue, abstract: "Run a command as a job.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.", completion: .file()) var command: [String] = []
}

struct ParserHealth: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .health } }

    static let configuration = CommandConfiguration(commandName: Verb.health.rawValue, abstract: "Tell whether a job is healthy.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(parsing: .captureForPassthrough, help: "The command that the job's name is derived from.", completion: .file()) var command: [String] = []
}

struct ParserTestChannels: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .testChannels } }

    static let configuration = CommandConfiguration(commandName: Verb.testChannels.rawValue, abstract: "Send a test message through each configured channel.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(parsing: .captureForPassthrough, help: "A command, which is not run.", completion: .file()) var command: [String] = []
}

struct ParserFlush: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .flush } }

    static let configuration = CommandConfiguration(commandName: Verb.flush.rawValue, abstract: "Deliver the messages that are kept.")
    @OptionGroup var options: TableOptions<Options>
}

struct ParserFormat: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .format } }

    static let configuration = CommandConfiguration(commandName: Verb.format.rawValue, abstract: "Render a template to try it out.")
    @OptionGroup var options: TableOptions<Options>
}

struct ParserStatus: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .status } }

    static let configuration = CommandConfiguration(commandName: Verb.status.rawValue, abstract: "Show the state of jobs, worst first.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(help: "PROJECT/JOB, patterns allowed.") var jobs: [String] = []
}

struct ParserHistory: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .history } }

    static let configuration = CommandConfiguration(commandName: Verb.history.rawValue, abstract: "Show runs, newest first.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(help: "PROJECT/JOB, patterns allowed.") var jobs: [String] = []
}

struct ParserWhy: ParsableCommand {
    enum Options: VerbOptions { static var verb: Verb { .why } }

    static let configuration = CommandConfiguration(commandName: Verb.why.rawValue, abstract: "Tell why a job's last run ended as it did.")
    @OptionGroup var options: TableOptions<Options>
    @Argument(help: "PROJECT/JOB, patterns allowed.") var jobs: [String] = []
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
