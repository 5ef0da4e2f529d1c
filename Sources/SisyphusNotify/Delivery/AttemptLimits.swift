/// How long each phase of an attempt may take. All times are microseconds.
public struct AttemptLimits: Sendable, Equatable {
    /// Looking up the server's name.
    public var lookup: Int64
    /// Connecting to it.
    public var connection: Int64
    /// All that comes before the first command or request: TLS, the tunnel through a proxy, the greeting of a mail server.
    public var greeting: Int64
    /// Each reply of a mail server; the whole answer of another one.
    public var answer: Int64
    /// A mail server's answer to the final dot.
    public var finalAnswer: Int64
    /// A program that is started.
    public var program: Int64
    /// Everything together, whatever else is kept.
    public var whole: Int64

    private static let second: Int64 = 1_000_000

    /// Of a message about the present run.
    public static let fresh = AttemptLimits(
        lookup: 20 * second, connection: 20 * second, greeting: 60 * second, answer: 60 * second, finalAnswer: 120 * second, program: 300 * second,
        whole: 300 * second)
    /// Of a message that waits already, which nobody waits for: as long as RFC 5321, 4.5.3.2 asks.
    public static let patient = AttemptLimits(
        lookup: 60 * second, connection: 60 * second, greeting: 300 * second, answer: 300 * second, finalAnswer: 600 * second, program: 600 * second,
        whole: 1200 * second)

    /// - Parameter isOld: whether it has been tried by an earlier run.
    public init(_ delivery: Delivery, isOld: Bool) {
        self = isOld ? .patient : .fresh
        switch delivery.transport {
        case .smtp, .file: break
        case .command(let command): program = command.followsSysexits ? program : 8 * Self.second
        case .http:
            // A server that takes messages answers at once or is not well, and knows a message that it has for half a minute.
            greeting = connection
            answer = 8 * Self.second
            finalAnswer = answer
            if case .http(let http) = delivery.transport, let limit = delivery.kind.timeout(http) { self = AttemptLimits(upTo: limit) }
        }
    }

    init(lookup: Int64, connection: Int64, greeting: Int64, answer: Int64, finalAnswer: Int64, program: Int64, whole: Int64) {
        (self.lookup, self.connection, self.greeting) = (lookup, connection, greeting)
        (self.answer, self.finalAnswer, self.program, self.whole) = (answer, finalAnswer, program, whole)
    }

    /// The same for each part and the whole (microseconds).
    public init(upTo limit: Int64) {
        self.init(lookup: limit, connection: limit, greeting: limit, answer: limit, finalAnswer: limit, program: limit, whole: limit)
    }

    /// Libcurl's own limit for lookup and connection together, in milliseconds: it tries a server's further addresses within it.
    public var connectMilliseconds: Int64 { (lookup + connection) / 1000 }
    public var wholeMilliseconds: Int64 { whole / 1000 }
}

/// How far an attempt is.
public enum AttemptPhase: Int32, Sendable, CaseIterable {
    case lookup, connection, greeting, answer, finalAnswer
}

/// Watches the phases of one attempt.
public struct AttemptClock: Sendable {
    public let limits: AttemptLimits
    private let began: Int64
    private var phase = AttemptPhase.lookup
    private var heard = 0
    /// When the phase began, or the last reply came.
    private var since: Int64

    /// - Parameter now: microseconds of the monotonic clock.
    public init(_ limits: AttemptLimits, now: Int64) {
        (self.limits, began, since) = (limits, now, now)
    }

    /// - Parameter heard: grows with each reply, which begins the time of the next.
    /// - Returns: why the attempt is over, if it is.
    public mutating func overdue(_ phase: AttemptPhase, heard: Int, now: Int64) -> String? {
        if phase != self.phase || heard != self.heard { (self.phase, self.heard, since) = (phase, heard, now) }
        guard now - since < limit || now - began >= limits.whole else { return "\(what) within \(limit / 1_000_000) s" }
        return now - began >= limits.whole ? "it was not done within \(limits.whole / 1_000_000) s" : nil
    }

    private var limit: Int64 {
        switch phase {
        case .lookup: limits.lookup
        case .connection: limits.connection
        case .greeting: limits.greeting
        case .answer: limits.answer
        case .finalAnswer: limits.finalAnswer
        }
    }

    private var what: String {
        switch phase {
        case .lookup: "the server's name was not found"
        case .connection: "there was no connection"
        case .greeting: "the server did not begin"
        case .answer: "the server did not answer"
        case .finalAnswer: "the server did not say whether it took the message"
        }
    }
}
