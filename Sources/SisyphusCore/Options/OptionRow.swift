/// One option: everything that the command line, the environment, the configuration, the help and the manual say about it.
public final class OptionRow: Sendable {
    /// The long name with hyphens and without `--`. Underscores are accepted in place of hyphens everywhere.
    public let name: String
    /// Another long name with the same meaning.
    public let alias: String?
    /// The letter of the short form.
    public let short: Character?
    private let ownMetavar: String?
    private let standardWords: String?
    /// One or two sentences.
    public let help: String
    public let places: OptionPlaces
    public let scope: OptionScope
    public let group: OptionHeading
    private let makeValue: @Sendable () -> OptionValue

    /// - Parameters:
    ///   - metavar: the value in help texts, if it has a better name than others of its kind.
    ///   - words: what holds without the option, where the setting's usual value does not say it.
    ///   - value: made only when the option is used or shown, so that a table of many rows costs a start little.
    public init(
        _ name: String, alias: String? = nil, short: Character? = nil, _ metavar: String? = nil, default words: String? = nil,
        in group: OptionHeading, places: OptionPlaces = .everywhere, for scope: OptionScope = .run,
        _ value: @autoclosure @escaping @Sendable () -> OptionValue, help: String
    ) {
        self.name = name
        self.alias = alias
        self.short = short
        ownMetavar = metavar
        standardWords = words
        self.help = help
        self.places = places
        self.scope = scope
        self.group = group
        makeValue = value
    }

    /// The same option with another help.
    public func helping(_ help: String) -> OptionRow {
        OptionRow(
            name, alias: alias, short: short, ownMetavar, default: standardWords, in: group, places: places, for: scope, self.makeValue(), help: help)
    }

    /// What values look like, where they go, and which property of a job's class says them.
    public var value: OptionValue { makeValue() }
    public var kind: OptionKind { value.kind }

    /// The value in help texts; empty for an option without one.
    public var metavar: String { ownMetavar ?? kind.metavar }

    /// What holds where nobody says anything, as help texts show it; `nil` shows nothing. Never the value of a secret.
    ///
    /// - Parameter settings: what holds then; those of a library job come from its class.
    public func standard(in settings: RunSettings = RunSettings()) -> String? {
        let value = value
        if value.kind.isSecret { return nil }
        let text = value.text(in: settings)
        return standardWords.flatMap { text == value.text(in: RunSettings()) ? $0 : nil } ?? text
    }

    /// The property of a job's class, `killGrace`.
    package var propertyName: String {
        let words = name.split(separator: "-").map(String.init)
        return words[0]
            + words.dropFirst().map { ["url", "dsn", "ttl", "ca"].contains($0) ? $0.uppercased() : $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The environment variable that sets this option, `SISYPHUS_KILL_GRACE`.
    public var environmentName: String { OptionRow.environmentName(name) }

    /// The same of the option of a name.
    public static func environmentName(_ name: String) -> String { environmentPrefix + name.uppercased().replacing(scalar: "-", with: "_") }

    public static let environmentPrefix = "SISYPHUS_"
    /// Variables that a running job gets; they are never options (a run inside a job is a job of its own).
    public static let runVariablePrefix = "SISYPHUS_RUN_"
}

/// Where an option may be set, apart from the command line, where every option may.
public struct OptionPlaces: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let environment = OptionPlaces(rawValue: 1)
    public static let configuration = OptionPlaces(rawValue: 2)
    public static let commandLineOnly: OptionPlaces = []
    public static let everywhere: OptionPlaces = [.environment, .configuration]
}

/// What an option is about. Subcommands choose their options by it.
public struct OptionScope: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// How a job is run.
    public static let run = OptionScope(rawValue: 1)
    /// How the question for its health is answered.
    public static let health = OptionScope(rawValue: 2)
    /// Which job it is, and everything else that concerns both.
    public static let job: OptionScope = [.run, .health]
}

/// The headings of the help, in their order.
public enum OptionHeading: String, CaseIterable, Sendable {
    case job = "Which job"
    case time = "Time limits"
    case limits = "Limits of the processes"
    case starting = "Starting"
    case fleet = "One run on all hosts"
    case retrying = "Trying again"
    case repeating = "Repeating"
    case outcome = "Outcome"
    case lines = "Lines of the command"
    case log = "Log of the run"
    case oldLogs = "Old logs"
    case health = "Health"
    case notifications = "Notifications"
    case template = "Template"
    case jobs = "Which jobs"
    case acting = "What is done"
    case selection = "What is shown"
    case form = "How it is shown"
    case general = "General"
}
