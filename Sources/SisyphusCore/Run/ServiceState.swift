/// What a service manager is told about a job by sd_notify(3), as a value: what happens goes in, messages come out.
///
/// All times are microseconds of one clock.
public struct ServiceState: Sendable {
    /// How often the manager wants to hear that this process is well; `nil`: it does not.
    private let interval: Int64?
    private var isReady = false
    private var beatAt: Int64 = 0
    /// What the job does, and what of that was told last.
    private var status = ""
    private var told = ""
    private var statusAt: Int64 = 0
    /// How long the end may take that was begun and not told of yet.
    private var stopLimit: Int64?

    /// Thousands of tasks a second are no more than one message.
    static let pause: Int64 = 1_000_000

    /// - Parameters:
    ///   - watchdog: the variable `WATCHDOG_USEC`: after so many microseconds without a word the manager takes the process for hung.
    ///   - watched: the variable `WATCHDOG_PID`: the process that is meant.
    ///   - process: this one.
    public init(watchdog: String?, watched: String?, process: Int32) {
        let isMeant = watched == nil || watched == "\(process)"
        // Half of it, as sd_watchdog_enabled(3) asks.
        interval = isMeant ? watchdog.flatMap { Int64($0) }.flatMap { $0 > 1 ? $0 / 2 : nil } : nil
    }

    /// The job does this now; shown in one line.
    public mutating func show(_ text: String) { status = TextCut.head(TextCut.line(text), bytes: 500) }

    /// Somebody asked for the end, which may take so long.
    public mutating func stop(within limit: Int64) { stopLimit = limit }

    /// When there is something to be told at the latest; `nil`: there is nothing.
    public var deadline: Int64? {
        if !isReady || stopLimit != nil { return 0 }
        let next = status != told ? statusAt : nil
        return interval == nil ? next : min(beatAt, next ?? beatAt)
    }

    /// What is to be told now: a variable a line.
    public func message(at now: Int64) -> String? {
        guard let deadline, now >= deadline else { return nil }
        var lines: [String] = []
        if !isReady { lines.append("READY=1") }
        if let stopLimit { lines += ["STOPPING=1", "EXTEND_TIMEOUT_USEC=\(stopLimit)"] }
        if status != told { lines.append("STATUS=\(status)") }
        if interval != nil { lines.append("WATCHDOG=1") }
        return lines.joined(separator: "\n")
    }

    /// That was taken.
    public mutating func delivered(at now: Int64) {
        (isReady, stopLimit, told) = (true, nil, status)
        statusAt = now + Self.pause
        if let interval { beatAt = now + interval }
    }
}
