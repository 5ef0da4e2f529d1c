public import SisyphusCore

/// What goes to people: one or more log lines that belong together.
public struct Message: Sendable, Equatable {
    public enum Kind: String, Sendable { case message, exception }

    public var kind: Kind
    /// Of the first line.
    public var stamp: Stamp
    /// Outermost first, without the pseudo tasks `parent PID` and `child PID`.
    public var tasks: [LogTask]
    /// The pseudo task of the process that said it.
    var process: LogTask?
    public var tags: [String]
    /// All lines, escaped as the log shows them, at most 64 KiB.
    public var text: String

    /// Whether it is the error that ended the run: the outcome tells of it, if at all.
    public internal(set) var isAborting = false

    static let maxBytes = 64 << 10

    public init(kind: Kind = .message, stamp: Stamp, tasks: [LogTask] = [], tags: [String] = [], text: String) {
        self.kind = kind
        self.stamp = stamp
        self.tasks = tasks
        self.tags = tags
        self.text = text
    }

    /// The message that begins with this event.
    init(_ event: Event) {
        self.init(
            kind: event.tags.contains(ReservedTags.exception) ? .exception : .message, stamp: event.stamp,
            tasks: event.tasks.filter { !$0.isProcess }, tags: event.tags.filter { !Message.ownTags.contains($0) },
            text: Message.shown(event.text))
        process = event.tasks.first(where: \.isProcess)
        isAborting = kind == .exception && event.tags.contains("sisyphus")
    }

    /// The tasks as the log shows them, with the process.
    var allTasks: [LogTask] { (process.map { [$0] } ?? []) + tasks }

    mutating func append(_ event: Event) {
        guard text.utf8.count < Message.maxBytes else { return }
        text = TextCut.head(text + "\n" + Message.shown(event.text), bytes: Message.maxBytes)
    }

    /// Tags that say nothing to people.
    private static let ownTags: Set<String> = ["exc", "cont"]

    /// What is left of them when nobody needs to be told where the message went, or by whom.
    var shownTags: [String] { tags.filter { !Channels.routingTags.contains($0) && $0 != "sisyphus" } }

    private static func shown(_ text: [UInt8]) -> String {
        Sanitizer(escapes: .strip).text(Array(text.prefix(maxBytes)))
    }

    /// Class and value of an exception: the first line `CLASS: VALUE`.
    public var exception: (type: String, value: String) { JobException.parts(text.prefix { $0 != "\n" }) }

    /// What follows the first line of an exception.
    public var traceback: String? {
        guard kind == .exception, let end = text.firstIndex(of: "\n") else { return nil }
        return String(text[text.index(after: end)...])
    }
}
