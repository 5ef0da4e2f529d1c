/// The tasks of a run with their times, and the lines that tell of trouble, for whoever shows runs as traces. What is more than it holds is counted.
///
/// Times are microseconds since the run began.
public struct RunTrace: Sendable, Equatable {
    /// A task from its beginning to its end.
    public struct Span: Sendable, Equatable {
        public var task: LogTask
        /// The place of the task that it stands in among all spans; `nil`: it stands in none.
        public var parent: Int?
        public var start: Int64
        /// `nil`: it was open when the run ended.
        public var end: Int64?
        public var hasFailed = false
    }

    /// A message with the tag of an exception, an error or a warning.
    public struct Note: Sendable, Equatable {
        public var time: Int64
        /// The place of the innermost task.
        public var span: Int?
        public var tags: [String]
        /// A line of the log each.
        public var lines: [String]
        public var isException: Bool
    }

    public private(set) var spans: [Span] = []
    public private(set) var notes: [Note] = []
    public private(set) var leftOut = 0
    /// The open ones by the tasks that they are, outermost first.
    private var open: [[LogTask]: [Int]] = [:]

    static let most = 500
    static let mostLines = 100

    public init() {}

    /// The last of these tasks, outermost first, has begun.
    mutating func began(_ tasks: [LogTask], at time: Int64) {
        let tasks = tasks.filter { !$0.isProcess }
        guard let task = tasks.last else { return }
        guard spans.count < RunTrace.most else {
            leftOut += 1
            return
        }
        open[tasks, default: []].append(spans.count)
        spans.append(Span(task: task, parent: innermost(tasks.dropLast()), start: time))
    }

    mutating func ended(_ tasks: [LogTask], failed: Bool = false, at time: Int64) {
        let tasks = tasks.filter { !$0.isProcess }
        guard let place = open[tasks]?.popLast() else { return }
        (spans[place].end, spans[place].hasFailed) = (time, failed)
    }

    /// Others are open than before.
    mutating func changed(from before: [LogTask], to after: [LogTask], at time: Int64) {
        // The new one is another one than that of the same name before it.
        let common = zip(before, after.dropLast()).prefix { $0 == $1 }.count
        for count in (common..<before.count).reversed() { ended(Array(before[...count]), at: time) }
        began(after, at: time)
    }

    mutating func endedAll(at time: Int64) {
        for place in open.values.joined() { spans[place].end = time }
        open = [:]
    }

    /// Takes a line if it tells of trouble.
    mutating func take(_ event: Event, _ text: (Event) -> String) {
        let isException = event.tags.contains(ReservedTags.exception)
        // How the run ended is told by itself.
        guard isException || Severity(tags: event.tags) <= .warning, !event.tags.contains("result") else { return }
        if event.continues, let last = notes.indices.last, notes[last].tags == event.tags {
            if notes[last].lines.count < RunTrace.mostLines { notes[last].lines.append(text(event)) }
            return
        }
        guard notes.count < RunTrace.most else {
            leftOut += 1
            return
        }
        notes.append(
            Note(
                time: event.stamp.elapsed, span: innermost(event.tasks.filter { !$0.isProcess }[...]), tags: event.tags, lines: [text(event)],
                isException: isException))
    }

    /// The innermost of these tasks that is among the spans.
    private func innermost(_ tasks: ArraySlice<LogTask>) -> Int? {
        var tasks = tasks
        while !tasks.isEmpty {
            if let place = open[Array(tasks)]?.last { return place }
            tasks.removeLast()
        }
        return nil
    }
}
