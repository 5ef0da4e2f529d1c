/// One option: everything that the command line, the environment, the configuration, the help and the manual say about it.
public struct OptionRow: Sendable {
    /// The long name with hyphens and without `--`. Underscores are accepted in place of hyphens everywhere.
    public let name: String
    /// Another long name with the same meaning.
    public let alias: String?
    /// The letter of the short form.
    public let short: Character?
    /// What values look like and where they go.
    public let kind: OptionKind
    /// The value in help texts; empty for an option without one.
    public let metavar: String
    /// The default as help texts show it; `nil` shows none. Never set for secrets.
    public let standard: String?
    /// One or two sentences.
    public let help: String
    public let places: OptionPlaces
    public let verbs: OptionVerbs
    public let group: OptionHeading

    public init(
        _ name: String, alias: String? = nil, short: Character? = nil, _ metavar: String, default standard: String? = nil,
        in group: OptionHeading, places: OptionPlaces = .everywhere, verbs: OptionVerbs = .run,
        _ kind: OptionKind, help: String
    ) {
        self.name = name
        self.alias = alias
        self.short = short
        self.kind = kind
        self.metavar = metavar
        self.standard = kind.isSecret ? nil : standard
        self.help = help
        self.places = places
        self.verbs = verbs
        self.group = group
    }

    /// The same option with other words about it.
    public func showing(_ help: String, default standard: String?) -> OptionRow {
        OptionRow(name, alias: alias, short: short, metavar, default: standard, in: group, places: places, verbs: verbs, kind, help: help)
    }

    /// The environment variable that sets this option, `SISYPHUS_KILL_GRACE`.
    public var environmentName: String { OptionRow.environmentPrefix + name.uppercased().replacing(hyphensBy: "_") }

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

/// The subcommands that know an option.
public struct OptionVerbs: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let run = OptionVerbs(rawValue: 1)
    public static let health = OptionVerbs(rawValue: 2)
    public static let format = OptionVerbs(rawValue: 4)
    /// Those that are about a job.
    public static let all: OptionVerbs = [.run, .health]
}

/// The headings of the help, in their order.
public enum OptionHeading: String, CaseIterable, Sendable {
    case job = "Which job"
    case time = "Time limits"
    case starting = "Starting"
    case repeating = "Repeating"
    case outcome = "Outcome"
    case lines = "Lines of the command"
    case log = "Log of the run"
    case oldLogs = "Old logs"
    case health = "Health"
    case notifications = "Notifications"
    case template = "Template"
    case general = "General"
}

extension String {
    func replacing(hyphensBy replacement: Unicode.Scalar) -> String {
        var result = ""
        for scalar in unicodeScalars { result.unicodeScalars.append(scalar == "-" ? replacement : scalar) }
        return result
    }
}
