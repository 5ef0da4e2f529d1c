/// A line of a log with its parts. A line in a format of the user's own, or without any, is all text.
public struct LoggedLine: Sendable, Equatable {
    /// The local time as the log shows it; with offset in a log of JSON.
    public var time: String?
    /// Since the run began, in microseconds.
    public var elapsed: Int64?
    /// The labels of the open tasks, outermost first.
    public var tasks: [String] = []
    public var tags: [String] = []
    public var text: String

    public init(_ line: String) {
        text = line
        if line.hasPrefix("{") { readJSON(line) } else if line.hasPrefix("[") { readText(line) }
    }

    /// `{"time":…,"elapsed":…,"tasks":[…],"tags":[…],"text":…}`
    private mutating func readJSON(_ line: String) {
        guard let object = JSONValue(Array(line.utf8)), let text = object["text"]?.string, let time = object["time"]?.string else { return }
        (self.text, self.time) = (text, time)
        elapsed = object["elapsed"]?.double.flatMap { Int64(exactly: ($0 * 1_000_000).rounded()) }
        tasks = object["tasks"]?.strings ?? []
        tags = object["tags"]?.strings ?? []
    }

    /// `[TIME]=[t+ELAPSED] :: TASK :: {TAG}{TAG} >> TEXT`; labels of tasks show braces and both separators escaped, so that the first ones are ours.
    private mutating func readText(_ line: String) {
        guard let arrow = line.firstRange(of: " >> "), let stamp = line.firstRange(of: "]=[t+"), stamp.upperBound <= arrow.lowerBound else { return }
        var parts = line[..<arrow.lowerBound].split(separator: " :: ", omittingEmptySubsequences: false).map(String.init)
        let end = line.index(line.startIndex, offsetBy: max(parts[0].count - 1, 0))
        guard parts[0].hasSuffix("]"), stamp.upperBound <= end else { return }
        time = String(line[line.index(after: line.startIndex)..<stamp.lowerBound])
        elapsed = LoggedLine.span(line[stamp.upperBound..<end])
        text = String(line[arrow.upperBound...])
        parts.removeFirst()
        if let last = parts.last, last.hasPrefix("{"), last.hasSuffix("}") {
            tags = last.dropFirst().dropLast().split(separator: "}{").map(String.init)
            parts.removeLast()
        }
        tasks = parts
    }

    /// `1 day, 2:03:04.567890` in microseconds.
    private static func span(_ text: Substring) -> Int64? {
        let words = text.split(separator: " ")
        guard let clock = words.last, let days = words.count == 1 ? 0 : Int64(words[0]), 0...1_000_000 ~= days else { return nil }
        let fields = clock.split { $0 == ":" || $0 == "." }.compactMap { Int32($0) }.map(Int64.init)
        guard fields.count == 4 else { return nil }
        return (((days * 24 + fields[0]) * 60 + fields[1]) * 60 + fields[2]) * 1_000_000 + fields[3]
    }

    /// Whether the supervisor wrote the line: the tags before the text say so, and no job can write them.
    public var isOurs: Bool { tags.first == "sisyphus" }

    /// The labels of the job's own tasks, without those of the two processes.
    public var jobTasks: [String] {
        let isOfProcess = tasks.first.map { label in
            ["parent ", "child "].contains { label.hasPrefix($0) && Int32(label.dropFirst($0.count)) != nil }
        }
        return isOfProcess == true ? Array(tasks.dropFirst()) : tasks
    }

    /// What the job printed, oldest first.
    public static func printed(_ lines: [String]) -> [String] { lines.map(LoggedLine.init).filter { !$0.isOurs }.map(\.text) }
}
