/// A task in which log lines are written: shown before the tags, outermost first.
public struct LogTask: Hashable, Sendable {
    public var type: String?
    public var name: String?
    /// Counted from 0; shown from 1.
    public var index: Int?
    public var count: Int?
    public var start: Timestamp?
    /// Whether this is the pseudo task `parent PID` or `child PID`, which messages to people leave out.
    public var isProcess: Bool
    /// What else is known about it; goes to Sentry.
    public var data: [String: String]

    public init(
        type: String? = nil, name: String? = nil, index: Int? = nil, count: Int? = nil, start: Timestamp? = nil,
        isProcess: Bool = false, data: [String: String] = [:]
    ) {
        self.type = type
        self.name = name
        self.index = index
        self.count = count
        self.start = start
        self.isProcess = isProcess
        self.data = data
    }
}
