import SisyphusCore

/// Takes the words, operators and comments of a shell's text apart (POSIX.1-2024, XCU 2.3). A text that ends amid a quotation ends it.
struct ShellLexer {
    enum Token: Equatable {
        /// - Parameter quotedFrom: how many bytes of it stand before the first that is quoted; `nil`: none is.
        case word(String, quotedFrom: Int?)
        /// `2>&1`; one without its file has that in the next word.
        case redirection(String, isComplete: Bool)
        case separator
        /// To the end of the line, without `#`.
        case comment(String)
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func next() -> Token? {
        while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { place += 1 }
        guard let byte else { return nil }
        switch byte {
        case UInt8(ascii: "#"):
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            defer { place = end }
            return .comment(String(decoding: bytes[(place + 1)..<end], as: UTF8.self))
        case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"): return separator()
        case UInt8(ascii: "&"): return place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: ">") ? redirection() : separator()
        case UInt8(ascii: "<"), UInt8(ascii: ">"): return redirection()
        default:
            let digits = bytes[place...].prefix { $0.isDigit }.count
            if digits > 0, place + digits < bytes.count, [UInt8(ascii: "<"), UInt8(ascii: ">")].contains(bytes[place + digits]) { return redirection() }
            return word()
        }
    }

    private mutating func separator() -> Token {
        place += 1
        return .separator
    }

    private mutating func redirection() -> Token {
        let start = place
        while let byte, byte.isDigit || "<>&|".utf8.contains(byte) { place += 1 }
        // `2>&1` and `2>&-` name a descriptor.
        let isComplete = bytes[start..<place].last?.isDigit == true && place > start + 1
        if bytes[start..<place].last == UInt8(ascii: "&"), byte == UInt8(ascii: "-") {
            place += 1
            return .redirection(text(start), isComplete: true)
        }
        return .redirection(text(start), isComplete: isComplete)
    }

    private func text(_ start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }

    private mutating func word() -> Token {
        var word: [UInt8] = []
        var quotedFrom: Int?
        while let byte, !ShellLexer.endsWord(byte) {
            switch byte {
            case UInt8(ascii: "'"):
                quotedFrom = quotedFrom ?? word.count
                place += 1
                while let inside = self.byte, inside != UInt8(ascii: "'") { take(inside, &word) }
                place += 1
            case UInt8(ascii: "\""):
                quotedFrom = quotedFrom ?? word.count
                place += 1
                while let inside = self.byte, inside != UInt8(ascii: "\"") {
                    if inside == UInt8(ascii: "\\"), place + 1 < bytes.count, "\"\\$`\n".utf8.contains(bytes[place + 1]) { place += 1 }
                    if inside == UInt8(ascii: "$") || inside == UInt8(ascii: "`") { expansion(&word) } else { take(bytes[place], &word) }
                }
                place += 1
            case UInt8(ascii: "\\"):
                quotedFrom = quotedFrom ?? word.count
                place += 1
                if let escaped = self.byte { take(escaped, &word) }
            case UInt8(ascii: "$"), UInt8(ascii: "`"): expansion(&word)
            default: take(byte, &word)
            }
        }
        place = min(place, bytes.count)
        return .word(String(decoding: word, as: UTF8.self), quotedFrom: quotedFrom)
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            true
        default: false
        }
    }

    private mutating func take(_ byte: UInt8, _ word: inout [UInt8]) {
        word.append(byte)
        place += 1
    }

    /// `$NAME`, `${NAME}`, `$(command)`, `` `command` ``: kept as they are.
    private mutating func expansion(_ word: inout [UInt8]) {
        let ends: [UInt8: UInt8] = [UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "{"): UInt8(ascii: "}")]
        guard let first = byte else { return }
        take(first, &word)
        if first == UInt8(ascii: "`") {
            while let byte, byte != UInt8(ascii: "`") { take(byte, &word) }
            if byte != nil { take(UInt8(ascii: "`"), &word) }
            return
        }
        guard let open = byte, let close = ends[open] else { return }
        var depth = 0
        while let byte {
            if byte == open { depth += 1 } else if byte == close { depth -= 1 }
            take(byte, &word)
            if depth == 0 { return }
        }
    }
}
