public import SisyphusCore

/// What `status` says of a job in one word, worst first.
public enum JobState: String, CaseIterable, Sendable {
    /// Its run takes far longer than its limit or its usual time.
    case stuck
    /// Its last run ended with a bad exit status or signal.
    case failed
    /// Its last run was ended because its time was up.
    case timeout
    /// The processes of its run are gone and nobody wrote how it ended.
    case lost
    /// What is needed to tell how it is cannot be read or understood.
    case unknown
    /// Its last run was ended by a signal that the supervisor got.
    case interrupted
    /// Its last good run is longer ago than it may be.
    case overdue
    /// Its last run ended well, but with errors.
    case warned
    case running
    /// It runs again and again and waits for its next run, or a start waits for something else.
    case waiting
    /// Somebody paused it.
    case paused
    /// Its last run ended well and something happened.
    case ok
    /// Its last run ended well and nothing happened.
    case uneventful
    /// It has not run yet, as far as its records tell.
    case never

    public var isHealthy: Bool { severity >= JobState.warned.severity }
    /// Smaller is worse.
    public var severity: Int { JobState.order.firstIndex(of: self)! }
    private static let order = allCases

    /// Stands for it where there is room for one character.
    public var letter: Character {
        switch self {
        case .stuck: "S"
        case .failed: "F"
        case .timeout: "T"
        case .lost: "L"
        case .unknown: "?"
        case .interrupted: "I"
        case .overdue: "O"
        case .warned: "W"
        case .running: "R"
        case .waiting: "w"
        case .paused: "P"
        case .ok: "k"
        case .uneventful: "u"
        case .never: "-"
        }
    }

    /// How a run ended; that of one whose supervisor was killed is `lost`.
    /// - Returns: `nil`: a start that was skipped.
    public init?(_ record: RecordLine) {
        switch (record.kind, record.status) {
        case (.skip, _), (_, nil): return nil
        case (.lost, _): self = .lost
        case (_, .failed?): self = .failed
        case (_, .timeout?): self = .timeout
        case (_, .interrupted?): self = .interrupted
        case (_, .successful?): self = record.isDegraded ? .warned : .ok
        case (_, .uneventful?): self = record.isDegraded ? .warned : .uneventful
        }
    }

    var colour: Colour {
        switch self {
        case .stuck, .failed, .timeout, .lost, .unknown: .red
        case .interrupted, .overdue, .warned: .yellow
        case .running, .waiting: .blue
        case .ok: .green
        case .paused, .uneventful, .never: .faint
        }
    }
}

/// Colours of a terminal (ECMA-48, 8.3.117). A colour never says what no word says.
public enum Colour: String, Sendable {
    case red = "31"
    case yellow = "33"
    case blue = "34"
    case green = "32"
    case faint = "2"

    var begin: String { "\u{1b}[\(rawValue)m" }
    static let end = "\u{1b}[0m"

    func paint(_ text: String) -> String { begin + text + Colour.end }
}
