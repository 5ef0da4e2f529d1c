public import SisyphusCore

/// A kind of channel over which people or services are told: all that is known about it. An instance is one that the settings configure.
///
/// A further kind is a file with a type that conforms, and a line in ``Channels/all``.
public protocol Channel: Sendable {
    static var name: ChannelName { get }
    /// Tells requests of one channel name apart that go to different kinds of receivers; empty for what is not sent over HTTP.
    static var dialect: Delivery.HTTP.Dialect? { get }
    /// What log lines call it, `e-mail`.
    static var shown: String { get }
    /// Its options.
    static var options: [OptionRow] { get }
    /// Which messages of a running job it gets; `nil`: none.
    static var route: Route? { get }
    /// How far what it tells reaches.
    static var audience: Audience { get }
    /// Whether a message that cannot be delivered now is kept for later.
    static var isKept: Bool { get }

    /// Options that cannot be meant together; `nil`: there are none.
    static func contradiction(_ settings: NotifySettings) -> OptionError?
    /// Whether `--no-…` does not switch it off.
    static func isOn(_ settings: NotifySettings) -> Bool
    /// The secrets that are given for it, also where it is switched off.
    static func secrets(_ settings: NotifySettings) -> [NamedSecret]
    /// Those that it cannot work without.
    static func usedSecrets(_ settings: NotifySettings) -> [NamedSecret]
    /// Why a secret's value cannot be used for its option, without showing it; `nil`: it can.
    static func refusal(of value: String, for option: String) -> String?
    /// What of the job's settings a further channel of this kind has too, unless it is told otherwise.
    static func inherit(from job: NotifySettings, to further: inout NotifySettings)

    /// `nil`: the settings do not configure it, or it is switched off.
    init?(_ settings: NotifySettings)
    /// What keeps it from working on this machine; `nil`: nothing that can be known before it is tried.
    func obstacle(on machine: any Machine) -> String?
    /// A program that it cannot do without and whose absence is no fault; `nil`: there is none.
    var program: String? { get }
    /// What is to be delivered at a moment of a run; nothing, when that is no moment for this kind.
    func deliveries(at moment: Moment) -> [Delivery]
    /// What can be tried without a delivery; `nil`: nothing.
    func trial(on machine: any Machine) -> (isGood: Bool, text: String)?

    /// Completes the request of a delivery: address, headers, body.
    ///
    /// - Throws: `Refusal` if it cannot be made. The text never shows an address.
    static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts) throws(HTTPRequest.Refusal)
    /// Whether requests without a secret go to other machines over TLS alone, too, because the address is one or the message holds one.
    static var needsTLS: Bool { get }
    /// How long an attempt may take (microseconds); `nil`: as long as is usual.
    static func timeout(_ http: Delivery.HTTP) -> Int64?
    /// What is special about the answers of its receivers.
    static var answers: AnswerRules { get }
    /// What the receiver calls a message that it took; `nil`: nothing that could be referred to.
    static func receipt(of answer: AttemptResult) -> String?
    /// How many bytes the receiver takes, if it says so.
    static func bodyLimit(in answer: AttemptResult) -> Int?
    /// A body that answers an earlier message; `nil`: messages of this kind do not refer to each other.
    static func body(_ body: [UInt8], answering receipt: String) -> [UInt8]?
    /// To whom a program hands a message on, without secrets.
    static func receiver(of command: Delivery.Command) -> String
    /// Whether what goes on with a failure answers the message that told of it first, as in a thread of mails, not the one that told of it last.
    static var answersFirst: Bool { get }
    /// Whether a message that the receiver may have already is sent again.
    ///
    /// - Parameter age: microseconds since the first try after which the receiver may have it.
    static func mayRepeat(after age: Int64) -> Bool
    /// What its address and secret hold that must not be shown, besides themselves.
    static func secretParts(of url: String) -> [String]
    /// A sentence for the log about a delivery.
    ///
    /// - Parameters:
    ///   - about: words that name an earlier run; empty for this one.
    ///   - said: what the receiver answered, in parentheses; or empty.
    static func delivered(to receiver: String, about: String, said: String) -> String
}

/// How far what a channel tells reaches.
public enum Audience: Sendable {
    /// People are told what became of a run when the job's policy says so.
    case people
    /// A service is told of every run, and tells people.
    case service
    /// It stays on this machine and tells nobody of failures.
    case machine
}

/// What is special about the answers of a kind of receiver.
public struct AnswerRules: Sendable, Equatable {
    /// Whose limits hold for it, where a receiver has several.
    public var limitCategory: String
    /// Whether what a limit or a server in trouble holds up is dropped: Sentry asks clients for that (develop.sentry.dev, "Transport").
    public var dropsHeldUp: Bool
    /// Whether limits may come as `X-Sentry-Rate-Limits`.
    public var readsSentryLimits: Bool
    /// Seconds after a 429 that names no pause; `nil`: as after any trouble.
    public var usualPause: Int64?
    /// The only statuses after which it is tried again; `nil`: those after which it is usual.
    public var retried: Set<Int>?
    /// Whether an answer may say that only a part was taken ("OTLP Specification", "Partial Success").
    public var readsPartialSuccess: Bool

    public init(
        limitCategory: String = "error", dropsHeldUp: Bool = false, readsSentryLimits: Bool = false, usualPause: Int64? = nil, retried: Set<Int>? = nil,
        readsPartialSuccess: Bool = false
    ) {
        (self.limitCategory, self.dropsHeldUp) = (limitCategory, dropsHeldUp)
        (self.readsSentryLimits, self.usualPause, self.retried) = (readsSentryLimits, usualPause, retried)
        self.readsPartialSuccess = readsPartialSuccess
    }
}

/// A secret with the option that names it.
public struct NamedSecret: Sendable, Equatable {
    public var option: String
    public var secret: Secret
}

/// What is known when a request is sent.
public struct RequestFacts {
    /// What the delivery's address stands for.
    public var url: String
    /// What its secret stands for.
    public var secret: String?
    /// Microseconds since 1970.
    public var now: Int64
    /// Of sisyphus.
    public var version: String
    /// Bytes of output that the server takes; `nil`: it has not said so.
    public var bodyLimit: Int?
}

/// What a channel asks about the machine that it is used on.
public protocol Machine {
    /// Whether there is a file that can be read.
    func canRead(_ path: String) -> Bool
    /// Whether a program can be started by this name or path.
    func hasProgram(_ name: String) -> Bool
    /// Why files cannot be written to a directory; `nil`: they can.
    func flaw(writingTo directory: String) -> String?
}

extension Channel {
    public static var dialect: Delivery.HTTP.Dialect? { nil }
    public static var route: Route? { nil }
    public static var audience: Audience { .people }
    public static var isKept: Bool { false }
    public static func contradiction(_ settings: NotifySettings) -> OptionError? { nil }
    public static func secrets(_ settings: NotifySettings) -> [NamedSecret] { [] }
    public static func usedSecrets(_ settings: NotifySettings) -> [NamedSecret] { secrets(settings) }
    public static func refusal(of value: String, for option: String) -> String? {
        value.utf8.contains { $0 < 0x20 || $0 == 0x7f } ? "it holds a control character" : nil
    }
    public static func inherit(from job: NotifySettings, to further: inout NotifySettings) {}
    public func obstacle(on machine: any Machine) -> String? { nil }
    public var program: String? { nil }
    public func trial(on machine: any Machine) -> (isGood: Bool, text: String)? { nil }
    public static func complete(_ request: inout HTTPRequest, of delivery: Delivery, _ http: Delivery.HTTP, _ facts: RequestFacts)
        throws(HTTPRequest.Refusal)
    {}
    public static var needsTLS: Bool { true }
    public static func timeout(_ http: Delivery.HTTP) -> Int64? { nil }
    public static var answers: AnswerRules { AnswerRules() }
    public static func receipt(of answer: AttemptResult) -> String? { nil }
    public static func bodyLimit(in answer: AttemptResult) -> Int? { nil }
    public static func body(_ body: [UInt8], answering receipt: String) -> [UInt8]? { nil }
    public static func receiver(of command: Delivery.Command) -> String { "" }
    public static var answersFirst: Bool { false }
    public static func mayRepeat(after age: Int64) -> Bool { true }
    public static func secretParts(of url: String) -> [String] { [] }
    public static func delivered(to receiver: String, about: String, said: String) -> String { "Sent \(shown) message\(about)\(said)" }
}
