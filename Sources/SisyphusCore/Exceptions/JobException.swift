/// The exception that a run ended by: what the job logged last, or the traceback at the end of its standard error.
public struct JobException: Sendable, Equatable {
    /// Class and value, `Error` where none is named.
    public var type: String
    public var value: String
    /// The innermost call last; empty where the calls are not known.
    public var frames: [Traceback.Frame] = []
    public var language: Traceback.Language?
    /// The tasks that were open, outermost first.
    public var tasks: [LogTask] = []

    /// - Parameter lines: of a message that was marked as an exception: `CLASS: VALUE`, then its traceback.
    public init(logged lines: [String], tasks: [LogTask]) {
        (type, value) = JobException.parts(lines.first ?? "")
        self.tasks = tasks
        let places = SwiftTraceback.places(lines.dropFirst())
        guard places.isEmpty else {
            (frames, language) = (places.reversed(), .swift)
            return
        }
        // The calls stand below the class and value; Python's end with the same once more.
        guard lines.count > 1, let traceback = Traceback(in: lines) ?? Traceback(in: Array(lines.dropFirst()) + [lines[0]]) else { return }
        (frames, language) = (traceback.frames, traceback.language)
    }

    /// - Parameter stderr: the last lines of standard error. `nil` if no traceback is among them.
    public init?(stderr: [String], tasks: [LogTask]) {
        guard let traceback = Traceback(in: stderr) else { return nil }
        (type, value, frames, language, self.tasks) = (traceback.type, traceback.value, traceback.frames, traceback.language, tasks)
        if traceback.language == .swift || traceback.language == .c, let frame = frames.last, let file = frame.file, let line = frame.line {
            place = "\(file.split(separator: "/").last ?? ""):\(line)"
        }
    }

    /// `FILE:LINE` of a crash.
    var place: String?

    /// `CLASS: VALUE`, and of a crash where it was, in one line of at most 300 bytes.
    public var headline: String {
        let line = TextCut.line(type == "Error" || value.isEmpty ? (value.isEmpty ? type : value) : "\(type): \(value)")
        return TextCut.head(line, bytes: 300) + (place.map { " (\($0))" } ?? "")
    }

    /// Class and value of a line `CLASS: VALUE`, `CLASS(VALUE)`, or `CLASS`, where that cannot be a word.
    public static func parts(_ line: some StringProtocol) -> (type: String, value: String) {
        let line = String(line)
        if let open = line.firstIndex(of: "("), line.last == ")", line[..<open].isErrorType {
            return (String(line[..<open]), String(line[line.index(after: open)...].dropLast()))
        }
        if line[...].isErrorType { return (line, "") }
        let name = line.prefix { $0 != ":" && $0 != " " }
        guard !name.isEmpty, name.utf8.count <= 256, name.count < line.count, line[name.endIndex] == ":" else { return ("Error", line) }
        let rest = line[name.endIndex...].dropFirst()
        return (String(name), String(rest.drop { $0 == " " }))
    }
}

extension Substring {
    /// Whether it is written as types are: `Failure`, `shop.Failure`.
    fileprivate var isErrorType: Bool { isClassName && (first?.isUppercase == true || dropLast().contains(".")) }
}

/// Keeps the last exception that the job logged.
struct ExceptionKeeper {
    private static let maxLines = 500
    private(set) var lines: [[UInt8]] = []
    private(set) var tasks: [LogTask] = []

    var isEmpty: Bool { lines.isEmpty }

    /// - Parameter tasks: those that are open.
    mutating func take(_ line: UnsafeRawBufferPointer, continues: Bool, tasks: [LogTask]) {
        if !continues { (lines, self.tasks) = ([], tasks) }
        if lines.count < Self.maxLines { lines.append(Array(line.prefix(1000))) }
    }
}
