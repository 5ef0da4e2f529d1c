/// An exception and the calls that led to it, as a program prints them when it ends by it.
public struct Traceback: Sendable, Equatable {
    /// A call, as far as the program tells of it.
    public struct Frame: Sendable, Equatable {
        public var function: String?
        public var file: String?
        public var line: Int?
        public var column: Int?
        /// The line of source text that was executed.
        public var source: String?

        public init(function: String? = nil, file: String? = nil, line: Int? = nil, column: Int? = nil, source: String? = nil) {
            (self.function, self.file, self.line, self.column, self.source) = (function, file, line, column, source)
        }
    }

    /// Languages whose tracebacks are read; the names are Sentry's platforms.
    public enum Language: String, Sendable, CaseIterable { case python, javascript = "node", ruby, java, go, php, perl, swift = "native" }

    public var language: Language
    /// Class of the exception; what the language calls such an end where it has no class.
    public var type: String
    public var value: String
    /// The innermost call last.
    public var frames: [Frame]

    /// The last traceback in what a program printed; `nil` if none is recognised.
    public init?(in lines: [String]) {
        let lines = lines.map { $0[...] }
        var last: (traceback: Traceback, start: Int)?
        for language in Language.allCases {
            guard let found = language.last(in: lines), found.start > last?.start ?? -1 else { continue }
            last = found
        }
        guard let last else { return nil }
        self = last.traceback
    }

    init(_ language: Language, type: some StringProtocol, value: some StringProtocol, frames: [Frame]) {
        (self.language, self.type, self.value, self.frames) = (language, String(type), String(value), frames)
    }
}

extension Traceback.Language {
    /// - Returns: the traceback that begins last, and the line in which it begins.
    func last(in lines: [Substring]) -> (traceback: Traceback, start: Int)? {
        for start in lines.indices.reversed() {
            let traceback =
                switch self {
                case .python: PythonTraceback.read(lines[start...])
                case .javascript: NodeTraceback.read(lines[start...])
                case .ruby: RubyTraceback.read(lines[start...])
                case .java: JavaTraceback.read(lines[start...])
                case .go: GoTraceback.read(lines[start...])
                case .php: PHPTraceback.read(lines[start...])
                case .perl: PerlTraceback.read(lines[start...])
                case .swift: SwiftTraceback.read(lines[start...])
                }
            if let traceback { return (traceback, start) }
        }
        return nil
    }
}

// MARK: What the readers have in common

extension Substring {
    /// What stands before and after the first place where the mark stands.
    func parted(at mark: String) -> (head: Substring, tail: Substring)? {
        guard let range = utf8Range(of: mark, isLast: false) else { return nil }
        return (self[..<range.lowerBound], self[range.upperBound...])
    }

    /// What stands before and after the last place where the mark stands.
    func partedLast(at mark: String) -> (head: Substring, tail: Substring)? {
        guard let range = utf8Range(of: mark, isLast: true) else { return nil }
        return (self[..<range.lowerBound], self[range.upperBound...])
    }

    private func utf8Range(of mark: String, isLast: Bool) -> Range<Index>? {
        let wanted = Array(mark.utf8)
        func range(_ place: Index) -> Range<Index>? {
            utf8[place...].starts(with: wanted) ? place..<utf8.index(place, offsetBy: wanted.count) : nil
        }
        return isLast ? utf8.indices.reversed().lazy.compactMap(range).first : utf8.indices.lazy.compactMap(range).first
    }

    /// What stands between a beginning and an end.
    func between(_ start: String, _ end: String) -> Substring? {
        hasPrefix(start) && hasSuffix(end) && count >= start.count + end.count ? dropFirst(start.count).dropLast(end.count) : nil
    }

    /// `FILE:LINE`, `FILE:LINE:COLUMN`.
    var place: (file: String, line: Int, column: Int?)? {
        guard let (head, last) = partedLast(at: ":"), let number = Int(last) else { return nil }
        if let (file, line) = head.partedLast(at: ":"), let line = Int(line), !file.isEmpty { return (String(file), line, number) }
        return head.isEmpty ? nil : (String(head), number, nil)
    }

    /// Whether it looks like the name of a class: letters, digits, `_`, `.`, `:`, `$`, `\\`.
    var isClassName: Bool {
        guard let first = utf8.first, first | 0x20 >= UInt8(ascii: "a"), utf8.count <= 256 else { return false }
        return utf8.allSatisfy { $0 >= 0x80 || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "_.:$\\".utf8.contains($0) }
    }

    /// `CLASS: VALUE`; the value may be missing.
    var exception: (type: Substring, value: Substring)? {
        if let (type, value) = parted(at: ": "), type.isClassName, type.last != ":" { return (type, value) }
        let type = last == ":" ? dropLast() : self
        return type.isClassName && type.last != ":" ? (type, "") : nil
    }
}
