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
    public enum Language: String, Sendable, CaseIterable { case python, javascript = "node", ruby, java, go, php, perl, swift = "native", c }

    public var language: Language
    /// Class of the exception; what the language calls such an end where it has no class.
    public var type: String
    public var value: String
    /// The innermost call last.
    public var frames: [Frame]

    /// The last traceback in what a program printed; `nil` if none is recognised.
    public init?(in lines: [String]) {
        let lines = lines.map { $0[...] }
        // The one that begins last.
        for start in lines.indices.reversed() {
            for language in Language.allCases {
                guard let traceback = language.read(lines[start...]) else { continue }
                self = traceback
                return
            }
        }
        return nil
    }

    init(_ language: Language, type: some StringProtocol, value: some StringProtocol, frames: [Frame]) {
        (self.language, self.type, self.value, self.frames) = (language, String(type), String(value), frames)
    }
}

extension Traceback.Language {
    /// - Parameter lines: begin with those of a traceback, if it is one.
    fileprivate func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        switch self {
        case .python: PythonTraceback.read(lines)
        case .javascript: NodeTraceback.read(lines)
        case .ruby: RubyTraceback.read(lines)
        case .java: JavaTraceback.read(lines)
        case .go: GoTraceback.read(lines)
        case .php: PHPTraceback.read(lines)
        case .perl: PerlTraceback.read(lines)
        case .swift: SwiftTraceback.read(lines)
        case .c: CrashReport.read(lines)
        }
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

    // Bytes are compared, all at once: it is asked of 200 lines for each language.
    private func utf8Range(of mark: String, isLast: Bool) -> Range<Index>? {
        var (text, mark) = (self, mark)
        let offset = text.withUTF8 { text in
            mark.withUTF8 { mark -> Int? in
                func stands(at place: Int) -> Bool { text[place] == mark[0] && text[place...].starts(with: mark) }
                let places = 0..<Swift.max(text.count - mark.count + 1, 0)
                return isLast ? places.last(where: stands) : places.first(where: stands)
            }
        }
        return offset.map { utf8.index(startIndex, offsetBy: $0) }.map { $0..<utf8.index($0, offsetBy: mark.utf8.count) }
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
