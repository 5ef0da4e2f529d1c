/// What the values of an option look like, and where a judged value goes. The first `Bool` of durations, sizes and counts tells
/// whether `0` and `none` switch the thing off (the setter then gets `nil`); otherwise `none` is refused and zero is a value.
public enum OptionKind: Sendable {
    public typealias Setter<Value> = @Sendable (inout RunSettings, Value) -> Void

    case flag(Setter<Bool>)
    /// A flag that also accepts `auto`.
    case automatic(Setter<RunSettings.Switch>)
    /// One of these words, in any case.
    case choice([String], Setter<String>)
    case duration(offAtZero: Bool, unit: DurationUnit = .seconds, Setter<Duration?>)
    case size(offAtZero: Bool, ClosedRange<Int>, Setter<Int?>)
    case count(offAtZero: Bool, ClosedRange<Int>, Setter<Int?>)
    case exitCodes(Setter<ExitCodes>)
    /// Free text. The judge stores it, or answers why it cannot.
    case text(accepts: String, @Sendable (inout RunSettings, String) -> String?)
    /// Text, `env:NAME` or `file:PATH`; never shown.
    case secret(Setter<Secret>)
    /// Does something else than setting a value.
    case action(OptionAction)

    /// Whether the value may be left out (meaning yes).
    public var isFlag: Bool {
        switch self {
        case .flag, .automatic: true
        default: false
        }
    }

    public var isSecret: Bool {
        if case .secret = self { true } else { false }
    }

    /// The unit of a duration without one.
    public enum DurationUnit: Sendable { case seconds, days }
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
