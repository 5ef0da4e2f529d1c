public import SisyphusCore

/// Joins log lines to messages and decides where they go. Per channel and run a limited number is told, the rest is counted.
public struct Router: Sendable {
    public static let limit = 20

    /// Messages that a mail holds, the newest.
    public private(set) var mail: [Message] = []
    public private(set) var mailCounts = MessageCounts()
    /// Whether a mail has something to say that the outcome does not.
    public private(set) var hasMail = false
    /// The error that ended the run: whether people hear of it is decided with the outcome.
    public private(set) var aborting: Message?
    /// Messages that were too many for their channel, by its tag.
    public private(set) var leftOut: [String: Int] = [:]

    private let routes: [Route]
    private let mailLimit: Int
    private var sent: [String: Int] = [:]
    private var open: [Event.Source: Message] = [:]

    /// - Parameters:
    ///   - routes: of the channels that are used.
    ///   - mailLimit: how many messages are collected.
    public init(_ routes: [Route] = [], mailLimit: Int = 0) {
        self.routes = routes
        self.mailLimit = max(mailLimit, 0)
    }

    /// When the message that is being joined is complete at the latest, in microseconds since the start of the run.
    public var deadline: Int64? { open.values.map { $0.stamp.elapsed + Router.patience }.min() }
    /// Further lines of a message come at once or not at all.
    private static let patience: Int64 = 500_000

    /// Takes an event; returns the message that it completes.
    public mutating func receive(_ event: Event) -> Message? {
        if event.continues, open[event.source] != nil {
            open[event.source]?.append(event)
            return nil
        }
        let done = open.removeValue(forKey: event.source)
        if routes.contains(where: { $0.takes(event.tags) }) {
            let message = Message(event)
            // The supervisor's own is the reason of the outcome, word for word.
            if !message.isAborting || event.source != .supervisor { open[event.source] = message }
        }
        return done
    }

    /// The messages that are complete by now; `nil`: all.
    public mutating func complete(at elapsed: Int64?) -> [Message] {
        let done = open.filter { elapsed == nil || $0.value.stamp.elapsed + Router.patience <= elapsed! }
        for source in done.keys { open[source] = nil }
        return done.values.sorted { $0.stamp.elapsed < $1.stamp.elapsed }
    }

    /// Where a message is to be sent at once.
    public mutating func routes(of message: Message) -> [Route] {
        routes.filter { route in
            guard route.takes(message.tags) else { return false }
            switch route.form {
            case .collected:
                collect(message)
                return false
            case .posted, .event: break
            }
            if message.isAborting {
                aborting = message
                return false
            }
            guard sent[route.tag, default: 0] < Router.limit else {
                leftOut[route.tag, default: 0] += 1
                return false
            }
            sent[route.tag, default: 0] += 1
            return true
        }
    }

    private mutating func collect(_ message: Message) {
        if message.kind == .exception { mailCounts.exceptions += 1 } else { mailCounts.messages += 1 }
        if !message.isAborting { hasMail = true }
        mail.append(message)
        if mail.count > mailLimit { mail.removeFirst(mail.count - mailLimit) }
    }
}

/// The messages of a running job that go to a channel.
public struct Route: Hashable, Sendable {
    /// The lines with this tag, besides those with `external`.
    public var tag: String
    public var form: Form

    public enum Form: Sendable {
        /// All together at the end of the run.
        case collected
        /// Each at once, but for the error that ended the run, which the outcome tells.
        case posted, event
    }

    /// With one of its tags, a line goes to people.
    func takes(_ tags: [String]) -> Bool { tags.contains(ReservedTags.external) || tags.contains(tag) }
}
