/// An error in a template: what went wrong, and where.
public struct UL4Error: Error, CustomStringConvertible {
    /// The name of the error as users of the language know it: `TypeError`, `SyntaxError`, `BlockError`, …
    public let kind: String
    /// What went wrong, without kind and place.
    public let message: String
    /// Where it happened, the innermost place first; calls of templates within templates add one each.
    public internal(set) var locations: [Location] = []
    /// The place that the error stands for, if it is one that tells templates of a place.
    var place: Location?
    /// Where in the source a mistake stands, if that is known better than by the tag that it is in.
    var range: Range<Int>?
    /// Whether the next place that sees the error has to add itself.
    var wantsLocation = true

    init(_ kind: String, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The same error with the place where it stands, unless it has one.
    func at(_ range: Range<Int>) -> UL4Error {
        var error = self
        error.range = error.range ?? range
        return error
    }

    static func type(_ message: String) -> UL4Error { UL4Error("TypeError", message) }
    static func value(_ message: String) -> UL4Error { UL4Error("ValueError", message) }
    static func index(_ message: String) -> UL4Error { UL4Error("IndexError", message) }
    static func syntax(_ message: String) -> UL4Error { UL4Error("SyntaxError", message) }
    static func block(_ message: String) -> UL4Error { UL4Error("BlockError", message) }
    static func overflow(_ message: String) -> UL4Error { UL4Error("OverflowError", message) }
    static func attribute(_ message: String) -> UL4Error { UL4Error("AttributeError", message) }
    static var recursion: UL4Error { UL4Error("RecursionError", "maximum recursion depth exceeded") }
    static func limit(_ message: String) -> UL4Error { UL4Error("LimitError", message) }
    /// A part of the language that is left out here.
    static func missing(_ what: String) -> UL4Error { UL4Error("NotImplementedError", "\(what) not supported by this implementation of UL4") }

    /// An error that a function of the host program throws.
    public static func host(_ message: String) -> UL4Error { UL4Error("HostError", message) }

    /// The error and its places, the innermost last, as the original shows them.
    public var description: String {
        locations.reversed().map { "\($0)\n" }.joined() + summary
    }

    /// The error without its places, in one line.
    public var summary: String { message.isEmpty ? kind : "\(kind): \(message)" }
}

/// A place in a template.
public struct Location: Sendable, CustomStringConvertible {
    /// `template 'x'` or `local template 'y' in 'x'`.
    public let template: String
    let name: String?
    /// Offsets of the place in the source, counted in code points from 0.
    public let start: Int, stop: Int
    /// Counted from 1.
    public let line: Int, column: Int
    /// The source of the place, and what stands before and after it in its line (at most 40 characters each).
    public let source: String, prefix: String, suffix: String

    /// `in template 'x': offset [4:7]; line 1; col 5` and the line with the place underlined.
    public var description: String {
        let head = "in \(template): offset [\(start):\(stop)]; line \(line); col \(column)"
        let mark =
            String(prefix.unicodeScalars.map { $0 == "\t" ? "\t" : " " }.map(Character.init))
            + String(repeating: "~", count: max(source.unicodeScalars.count, 1))
        return source.contains("\n") ? "\(head)\n\(prefix)\(source)\(suffix)" : "\(head)\n\(prefix)\(source)\(suffix)\n\(mark)"
    }
}
