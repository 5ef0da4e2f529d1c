/// A line of a log taken apart, in the form of text or of JSON. What has another form (`--logformat raw`, a template of one's own) is all text.
public struct LogText: Sendable, Equatable {
    /// Whether the supervisor wrote the line: the tags before the text say so, and no job can write them.
    public let isOurs: Bool
    /// The labels of the open tasks, outermost first, without those of the two processes.
    public let tasks: [String]
    public let text: String

    public init(_ line: String) {
        if line.hasPrefix("{"), let json = JSONValue(line.utf8), let text = json["text"]?.string {
            self.init(labels: json["tasks"]?.strings ?? [], isOurs: json["tags"]?.strings?.contains("sisyphus") == true, text: text)
        } else if line.hasPrefix("["), let (head, text) = line.splitOnce(" >> ") {
            var parts = LogText.parts(head)[...]
            // The stamp comes first, tags last.
            parts.removeFirst()
            let tags = parts.last.flatMap { $0.hasPrefix("{") ? $0 : nil }
            self.init(labels: tags == nil ? Array(parts) : parts.dropLast(), isOurs: tags?.hasPrefix("{sisyphus}") == true, text: String(text))
        } else {
            self.init(labels: [], isOurs: false, text: line)
        }
    }

    private init(labels: [String], isOurs: Bool, text: String) {
        let isOfProcess = labels.first.map { ["parent", "child"].contains($0.prefix { $0 != " " }) && Int32($0.drop { $0 != " " }.dropFirst()) != nil }
        (self.tasks, self.isOurs, self.text) = (isOfProcess == true ? Array(labels.dropFirst()) : labels, isOurs, text)
    }

    private static func parts(_ head: Substring) -> [String] {
        var parts: [String] = []
        var rest = String(head)
        while let (part, tail) = rest.splitOnce(" :: ") {
            parts.append(String(part))
            rest = String(tail)
        }
        return parts + [rest]
    }

    /// What the job printed, oldest first.
    public static func printed(_ lines: [String]) -> [String] { lines.map(LogText.init).filter { !$0.isOurs }.map(\.text) }
}
