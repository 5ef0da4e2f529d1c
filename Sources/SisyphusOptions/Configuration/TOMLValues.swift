import SisyphusCore

/// The values of a configuration file.
extension TOMLReader {
    mutating func value(depth: Int) throws(OptionError) -> TOMLValue {
        guard let byte = text.peek, !text.atLineEnd else { throw error("lacks a value") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try basicString())
        case UInt8(ascii: "'"): return .string(try literalString())
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "{"): throw error("has an inline table, which is not used here")
        default: return try word()
        }
    }

    private mutating func array(depth: Int) throws(OptionError) -> [TOMLValue] {
        guard depth < 8 else { throw error("has arrays nested too deep") }
        text.advance()
        var values: [TOMLValue] = []
        while true {
            try skipBlank(acrossLines: true)
            if text.take("]") { return values }
            guard !text.isAtEnd else { throw error("lacks the ] of an array") }
            values.append(try value(depth: depth + 1))
            try skipBlank(acrossLines: true)
            if text.take(",") { continue }
            guard text.peek == UInt8(ascii: "]") else { throw error("lacks a comma or the ] of an array") }
        }
    }

    /// Booleans and numbers.
    private mutating func word() throws(OptionError) -> TOMLValue {
        let start = text.offset
        let word = String(
            decoding: text.takeWhile { $0 > 0x20 && ![0x22, 0x23, 0x27, 0x2c, 0x3d, 0x5b, 0x5d, 0x7b, 0x7d, 0x7f].contains($0) }, as: UTF8.self)
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: break
        }
        guard TOMLNumber.isWellFormed(word) else {
            throw error("has \"\(word.shownInError)\" for a value, which is no number, true or false; texts stand in quotes", at: start)
        }
        let digits = word.filter { $0 != "_" && $0 != "+" }
        if digits.contains(where: { ".eE".contains($0) }) {
            guard let number = Double(digits), number.isFinite else { throw error("has a number that is too large", at: start) }
            return .float(number)
        }
        guard let number = Int64(digits) else { throw error("has a number that is too large", at: start) }
        return .integer(number)
    }

    mutating func literalString() throws(OptionError) -> String {
        try refuseMultiline("'")
        text.advance()
        let bytes = text.takeWhile { $0 != UInt8(ascii: "'") && ($0 >= 0x20 && $0 != 0x7f || $0 == 0x09) }
        guard text.take("'") else { throw error("lacks the end quote of a text, or has a control character in it") }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func basicString() throws(OptionError) -> String {
        try refuseMultiline("\"")
        text.advance()
        var result = ""
        while true {
            let bytes = text.takeWhile { $0 != 0x22 && $0 != 0x5c && ($0 >= 0x20 && $0 != 0x7f || $0 == 0x09) }
            result += String(decoding: bytes, as: UTF8.self)
            if text.take("\"") { return result }
            guard text.take("\\") else { throw error("lacks the end quote of a text, or has a control character in it") }
            result.unicodeScalars.append(try escape())
        }
    }

    private func refuseMultiline(_ quote: Unicode.Scalar) throws(OptionError) {
        if text.starts(with: String(repeating: String(quote), count: 3)) { throw error("has a multi-line text, which is not used here") }
    }

    private mutating func escape() throws(OptionError) -> Unicode.Scalar {
        let start = text.offset - 1
        let letter = text.peek
        text.advance()
        let width: Int
        switch letter {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "u"): width = 4
        case UInt8(ascii: "U"): width = 8
        default: throw error("has an escape in a text that TOML does not know", at: start)
        }
        let digits = String(decoding: text.takeUpTo(width) { $0.isDigit || ($0 | 0x20) >= 97 && ($0 | 0x20) <= 102 }, as: UTF8.self)
        guard digits.utf8.count == width, let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) else {
            throw error("has an escape in a text that is no character", at: start)
        }
        return scalar
    }
}
