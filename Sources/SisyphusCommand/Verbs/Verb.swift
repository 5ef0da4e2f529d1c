import SisyphusCore
import SisyphusNotify

/// The subcommands that have options.
enum Verb: String, CaseIterable {
    case run, health
    case testChannels = "test-channels"
    case flush, format

    /// - Parameter words: all words of the command line.
    func perform(_ words: [String]) -> Never {
        switch self {
        case .run: RunVerb.perform(words)
        case .health: HealthVerb.perform(words)
        case .testChannels: TestChannelsVerb.perform(words)
        case .flush: FlushVerb.perform(words)
        case .format: FormatVerb.perform(words)
        }
    }

    /// Does what an option asks for instead.
    func perform(_ action: OptionAction) -> Never {
        switch action {
        case .help: Ending.finish(help)
        case .version: Ending.finish("sisyphus \(Entry.version)\n")
        }
    }

    var help: String { text.render(rows) }

    /// The options that help, manual and completions show. Some more of `run` are accepted where its command line may be tried out.
    var rows: [OptionRow] {
        switch self {
        case .run: OptionTable.standard.rows(of: .run)
        case .health: OptionTable.standard.rows(of: .health)
        case .testChannels: OptionTable.standard.rows(of: .run).filter { [.job, .notifications, .general].contains($0.group) }
        case .flush: OptionTable.standard.rows(of: .run).filter { $0.name == "basedir" || $0.group == .general }
        case .format: OptionTable.format.rows
        }
    }

    private var text: HelpText {
        switch self {
        case .run: HelpTexts.run
        case .health: HelpTexts.health
        case .testChannels: HelpTexts.testChannels
        case .flush: HelpTexts.flush
        case .format: HelpTexts.format
        }
    }
}
