public import SisyphusCore

/// Reads a `TOMLDocument` out of bytes.
public struct TOMLReader {
    let file: String
    var text: TOMLText

    /// - Throws: at the first thing that is malformed or outside of the subset, with its place.
    public static func read(_ bytes: [UInt8], file: String) throws(OptionError) -> TOMLDocument {
        var reader = TOMLReader(file: file, text: TOMLText(bytes))
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            throw reader.error("begins with a byte order mark (BOM), as some editors of Windows write it; save it without one", at: 0)
        }
        if let bad = reader.text.firstInvalidByte { throw reader.error("is not valid UTF-8", at: bad) }
        return try reader.document()
    }

    private mutating func document() throws(OptionError) -> TOMLDocument {
        var document = TOMLDocument()
        while true {
            try skipBlank(acrossLines: true)
            guard let byte = text.peek else { return document }
            let start = text.offset
            if byte == UInt8(ascii: "[") {
                let name = try header()
                guard !document.tables.contains(where: { $0.name == name }) else {
                    throw error("declares the section [\"\(name.shownInError)\"] a second time", at: start)
                }
                document.tables.append(.init(name: name, place: place(of: start)))
            } else {
                guard var table = document.tables.popLast() else {
                    throw error("has a key outside of any section; sections are [defaults], [\"PROJECT\"] and [\"PROJECT/JOB\"]", at: start)
                }
                let entry = try entry()
                guard !table.entries.contains(where: { $0.key == entry.key }) else {
                    throw error("sets \(entry.key.shownInError) a second time in one section", at: start)
                }
                table.entries.append(entry)
                document.tables.append(table)
            }
            try endLine()
        }
    }

    private mutating func header() throws(OptionError) -> String {
        text.advance()
        if text.peek == UInt8(ascii: "[") { throw error("has an array of tables, which is not used here") }
        try skipBlank(acrossLines: false)
        let name = try key(hint: "write the section name in quotes, [\"ACME.FooBar\"]")
        try skipBlank(acrossLines: false)
        guard text.take("]") else { throw error("lacks the ] of a section") }
        return name
    }

    private mutating func entry() throws(OptionError) -> TOMLDocument.Entry {
        let start = place(of: text.offset)
        let key = try key(hint: "dotted keys are not used here")
        try skipBlank(acrossLines: false)
        guard text.take("=") else { throw error("lacks the = after \(key.shownInError)") }
        try skipBlank(acrossLines: false)
        return .init(key: key, value: try value(depth: 0), place: start)
    }

    private mutating func key(hint: String) throws(OptionError) -> String {
        var key: String
        switch text.peek {
        case UInt8(ascii: "\""): key = try basicString()
        case UInt8(ascii: "'"): key = try literalString()
        default:
            let bytes = text.takeWhile { $0.isDigit || ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || $0 == 45 || $0 == 95 }
            guard !bytes.isEmpty else { throw error("has something that is no key; write name = value") }
            key = String(decoding: bytes, as: UTF8.self)
        }
        try skipBlank(acrossLines: false)
        if text.peek == UInt8(ascii: ".") { throw error("has a dot after \(key.shownInError); \(hint)") }
        return key
    }

    /// Spaces, tabs and comments; with `acrossLines` line ends too.
    mutating func skipBlank(acrossLines: Bool) throws(OptionError) {
        while let byte = text.peek {
            switch byte {
            case 0x20, 0x09: text.advance()
            case UInt8(ascii: "#") where acrossLines:
                _ = text.takeWhile { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
                guard text.isAtEnd || text.atLineEnd else { throw error("has a control character in a comment") }
            case 0x0a, 0x0d:
                guard acrossLines else { return }
                guard text.takeLineEnd() else { throw error("has a carriage return without a line feed") }
            default: return
            }
        }
    }

    private mutating func endLine() throws(OptionError) {
        try skipBlank(acrossLines: false)
        guard !text.isAtEnd, text.peek != UInt8(ascii: "#"), !text.atLineEnd else { return }
        throw error("has something after the end of a \(text.peek == UInt8(ascii: ",") ? "value (a comma)" : "value or section")")
    }

    func place(of offset: Int) -> ConfigurationPlace {
        let (line, column) = text.position(of: offset)
        return ConfigurationPlace(file: file, line: line, column: column)
    }

    func error(_ what: String, at offset: Int? = nil) -> OptionError {
        OptionError("\(place(of: offset ?? text.offset)): the configuration \(what)")
    }
}
