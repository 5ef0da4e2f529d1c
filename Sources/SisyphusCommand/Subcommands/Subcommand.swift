import SisyphusCore
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

/// A subcommand: everything that help, completions, manual pages and the command line itself say about it stands in its own file.
struct Subcommand: Sendable {
    /// All of them, in the order of the help.
    static let all: [Subcommand] = [
        .run, .health, .status, .history, .logs, .why, .page, .stop, .pause, .resume, .ack, .again, .clean, .crontab, .overdue, .testChannels, .flush,
        .config, .doctor, .demo, .format,
    ]

    static func named(_ word: String) -> Subcommand? {
        // Nearly every start is one of `run`, which need not make the others.
        word == Subcommand.run.name ? .run : all.first { $0.name == word }
    }

    let name: String
    /// One sentence, as a request.
    let abstract: String
    private let makeForm: @Sendable () -> CommandLineForm
    private let makeHelp: @Sendable () -> HelpText
    /// The headings that help shows; `nil`: all.
    private let headings: [OptionHeading]?
    private let action: @Sendable (Subcommand, [String]) throws(OptionError) -> Never

    /// - Parameters:
    ///   - form: made for the one subcommand that is used, as is the help.
    ///   - headings: those of the options that help shows, if it takes more than these.
    ///   - action: what it does with the words of the command line, all of them.
    init(
        _ name: String, _ abstract: String, form: @autoclosure @escaping @Sendable () -> CommandLineForm, showing headings: [OptionHeading]? = nil,
        help: @autoclosure @escaping @Sendable () -> HelpText, action: @escaping @Sendable (Subcommand, [String]) throws(OptionError) -> Never
    ) {
        (self.name, self.abstract, self.headings, self.action) = (name, abstract, headings, action)
        (makeForm, makeHelp) = (form, help)
    }

    var form: CommandLineForm { makeForm() }

    /// The options that help, manual and completions show.
    var rows: [OptionRow] {
        let rows = form.options.rows
        return headings.map { shown in rows.filter { shown.contains($0.group) } } ?? rows
    }

    func begin(_ words: [String]) -> Never {
        do throws(OptionError) { try action(self, words) } catch { ProgramExit.refuse(error, subcommand: name) }
    }

    /// Does what an option asks for instead.
    func perform(_ action: OptionAction) -> Never {
        switch action {
        case .help: ProgramExit.finish(help(width: TextColumns.width(terminal: Terminal.columns(1), variable: Environment.value(of: "COLUMNS"))))
        case .version: ProgramExit.finish(VersionText.text)
        }
    }

    func help(width: Int) -> String { makeHelp().render(rows, width: width) }

    /// Reads command line, environment and configuration files; answers `--help` and `--version`.
    func settings(_ words: [String]) throws(OptionError) -> RunSettings {
        let reader = try reader(words)
        let configurations = try ConfigurationFiles.read(for: reader)
        let settings = try reader.settings(with: configurations)
        for warning in reader.warnings(with: configurations) { ProgramExit.warn(warning, subcommand: name) }
        return settings
    }

    /// Reads command line and environment; answers `--help` and `--version`.
    func reader(_ words: [String]) throws(OptionError) -> SettingsReader {
        let reader = try SettingsReader(
            form, table: .standard, words: words, from: 2, base: .standard, environment: Environment.variables(withPrefix: "SISYPHUS_"))
        if let action = reader.action { perform(action) }
        return reader
    }

    /// Makes secrets on the command line unreadable for `ps`.
    /// - Parameter end: the index of the first word that is no option any more.
    static func hideSecrets(until end: Int) {
        for place in SecretWords(ProcessTitle.words, until: end, table: .standard).places { ProcessTitle.wipe(argument: place.word, from: place.byte) }
    }
}
