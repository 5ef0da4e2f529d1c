/// One line of the log with all that is known about it.
public struct Event: Sendable, Equatable {
    /// Who wrote it.
    public enum Source: Sendable { case supervisor, stdout, stderr }

    public var stamp: Stamp
    public var source: Source
    /// Outermost first.
    public var tasks: [LogTask]
    /// In the order in which they were given, without repetition, never `delay`.
    public var tags: [String]
    /// One line without its line feed, as the job wrote it (not yet escaped, may be invalid UTF-8).
    public var text: [UInt8]
    /// Whether it is a further line of the message before it (same source): people get both as one message.
    public var continues: Bool

    public init(
        stamp: Stamp, source: Source, tasks: [LogTask] = [], tags: [String] = [], text: [UInt8], continues: Bool = false
    ) {
        self.stamp = stamp
        self.source = source
        self.tasks = tasks
        self.tags = tags
        self.text = text
        self.continues = continues
    }
}

/// Somebody who gets the lines that go to people: routed ones (`email`, `mattermost`, `sentry`, `external`) and exceptions, with what continues them.
public protocol EventSink: AnyObject {
    func receive(_ event: Event)
}

/// Somebody who gets every line of a run as it is written, the beginnings and ends of a library job's tasks, and the end of the run.
public protocol JournalObserver: AnyObject {
    func receive(_ event: Event)
    /// - Parameter tasks: outermost first; the last one has begun.
    func taskBegan(_ tasks: [LogTask])
    /// - Parameter tasks: outermost first; the last one has ended.
    func taskEnded(_ tasks: [LogTask])
    /// The run is over and nothing follows.
    func runEnded(_ status: Status)
}
