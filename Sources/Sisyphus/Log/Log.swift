import SisyphusCore

/// Writes into the log of the run: `log("fetching data")`, with tags `log.xml.warning("can't parse customers.xml")` or
/// `log["xml"]["warning"](…)`.
///
/// Any text is a tag; repeated ones count once. Some have a meaning: `delay` (shown only if something without it is logged too),
/// `email`, `mattermost`, `sentry` and `external` (all three: people are told), `exc` (an error).
///
/// May be used from any thread and Swift task. Lines of a text are not separated by what others log.
@dynamicMemberLookup
public struct Log: Sendable {
    /// The tags of everything that is logged through this value, in the order of access.
    public let tags: [String]

    /// The tag of the supervisor's own lines, which nobody else can use.
    static let reservedTag = "sisyphus"

    init(tags: [String] = []) {
        self.tags = tags
    }

    /// The log of the run that this process works for, without tags. Outside of a job's work nothing is written.
    public static var current: Log { Log() }

    /// The log with a further tag.
    public subscript(dynamicMember tag: String) -> Log { self[tag] }

    /// The log with a further tag.
    public subscript(tag: String) -> Log {
        tags.contains(tag) || tag == Log.reservedTag ? self : Log(tags: tags + [tag])
    }

    /// Logs a text. It is not even made when nobody listens.
    public func callAsFunction(_ text: @autoclosure () -> String) {
        let frame = TaskFrame.current
        let channel = CurrentRun.channel(in: frame)
        // Errors and what goes to people decide about the outcome, whoever listens.
        guard channel.isHeard || !tags.isEmpty else { return }
        write(text(), tags: tags, in: frame, to: channel)
    }

    /// Logs an error: its type, what it says about itself, and, where there is one, where it came from.
    public func callAsFunction(_ error: any Error) {
        self(error, saying: nil)
    }

    /// - Parameter text: what is logged with it.
    package func callAsFunction(_ error: any Error, saying text: String?) {
        let withError = tags.contains("exc") ? tags : tags + ["exc"]
        let frame = TaskFrame.current
        write(ErrorText.full(error, saying: text), of: error, tags: withError, in: frame, to: CurrentRun.channel(in: frame))
    }

    /// Logs any other value, laid out for reading.
    public func callAsFunction<Value>(_ value: @autoclosure () -> Value) {
        let frame = TaskFrame.current
        let channel = CurrentRun.channel(in: frame)
        guard channel.isHeard || !tags.isEmpty else { return }
        let value = value()
        if let error = value as? any Error { return self(error) }
        write(ValueText.text(value), tags: tags, in: frame, to: channel)
    }

    private func write(_ text: String, of error: (any Error)? = nil, tags: [String], in frame: TaskFrame, to channel: any JobChannel) {
        frame.noteActivity(error)
        channel.message(task: frame.innermost?.id ?? 0, tags: tags, text: text)
    }
}

/// Tells a number about this run: it is kept in the run's record, shown by `sisyphus history`, and written for Prometheus. The last value of a name
/// counts; a run may have a hundred.
///
/// Outside of a job's work nothing happens. A name is a letter or underscore, then letters, digits, `_`, `.` and `-`, at most 64 bytes; a number that is not
/// finite, and a unit of more than 16 bytes or with blanks, are as good as none: such a number is not kept.
public func metric(_ name: String, _ value: Double, unit: String? = nil) {
    guard let metric = Metric(([name, "\(value)"] + [unit].compactMap { $0 }).joined(separator: " ")), metric.name == name, metric.unit == unit else { return }
    CurrentRun.channel(in: .current).metric(metric)
}
