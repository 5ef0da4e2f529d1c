/// What the values of an option look like. `offAtZero` tells whether `0` and `none` switch the thing off; otherwise `none` is refused and zero is
/// a value.
public enum OptionKind: Sendable {
    case flag
    /// A flag that also accepts these words, in any case.
    case flagOr([String])
    /// One of these words, in any case.
    case choice([String])
    case duration(offAtZero: Bool, unit: DurationUnit)
    case size(offAtZero: Bool, ClosedRange<Int>)
    case count(offAtZero: Bool, ClosedRange<Int>)
    case exitCodes
    /// Free text. In a configuration it may be a number too if that can be meant.
    case text(accepts: String, takesNumbers: Bool)
    /// Text, `env:NAME` or `file:PATH`; never shown.
    case secret
    /// Does something else than setting a value.
    case action(OptionAction)

    /// Whether the value may be left out (meaning yes).
    public var isFlag: Bool {
        switch self {
        case .flag, .flagOr: true
        default: false
        }
    }

    public var isSecret: Bool {
        if case .secret = self { true } else { false }
    }

    public var isAction: Bool {
        if case .action = self { true } else { false }
    }

    /// The unit of a duration without one.
    public enum DurationUnit: Sendable { case seconds, days }

    /// What is accepted, for errors and help.
    public var accepted: String {
        switch self {
        case .flag: FlagText.accepted
        case .flagOr(let words): ([FlagText.accepted] + words).joined(separator: ", ")
        case .choice(let words): words.joined(separator: ", ")
        case .duration(let offAtZero, let unit):
            (unit == .days ? DurationText.acceptedDays : DurationText.accepted) + (offAtZero ? ", and 0 or none for never" : "")
        case .size(let offAtZero, let range): SizeText.accepted + limits(range) + (offAtZero ? ", and 0 or none for no limit" : "")
        case .count(let offAtZero, let range): "whole numbers" + limits(range) + (offAtZero ? ", and 0 or none for no limit" : "")
        case .exitCodes: ExitCodesText.accepted
        case .text(let accepts, _): accepts
        case .secret: "the value itself, env:NAME or file:PATH with an absolute PATH"
        case .action: "no value"
        }
    }

    /// The value in help texts, unless the option has a better name for it.
    var metavar: String {
        switch self {
        case .flag: "[yes|no]"
        case .flagOr(let words): "[" + (["yes", "no"] + words).joined(separator: "|") + "]"
        case .choice(let words): words.joined(separator: "|")
        case .duration(_, let unit): unit == .days ? "DAYS" : "TIME"
        case .size: "SIZE"
        case .count: "N"
        case .exitCodes: "STATUSES"
        case .text: "TEXT"
        case .secret: "SECRET"
        case .action: ""
        }
    }

    private func limits(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max ? (range.lowerBound > 1 ? " from \(range.lowerBound)" : "") : " from \(range.lowerBound) to \(range.upperBound)"
    }
}

/// What an option that sets nothing asks for.
public enum OptionAction: Sendable { case help, version }

/// A value that must not be seen: where it stands.
public enum Secret: Sendable, Equatable {
    /// The value itself.
    case plain(String)
    /// `env:NAME`: in an environment variable, which the job does not get.
    case environment(String)
    /// `file:PATH`: the first line of a file.
    case file(String)

    /// - Parameter text: the value, `env:NAME` or `file:PATH`.
    /// - Returns: `nil` if that is empty.
    public init?(_ text: String) {
        if text.hasPrefix("env:") {
            self = .environment(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:") {
            self = .file(String(text.dropFirst(5)))
        } else {
            self = .plain(text)
        }
        switch self {
        case .plain(let text), .environment(let text), .file(let text): if text.isEmpty { return nil }
        }
    }
}
