/// A word of an expression.
struct Token {
    enum Kind {
        case name(String)
        case value(Value)
        case symbol(String)
        case end
    }

    let kind: Kind
    let range: Range<Int>

    func isSymbol(_ text: String) -> Bool {
        if case .symbol(let symbol) = kind { return symbol == text }
        return false
    }
}

/// Words that are no variables.
private let keywords: Set = ["not", "and", "or", "in", "is", "if", "else", "for"]

/// Cuts the code of a tag into tokens.
struct Tokenizer {
    private let scalars: [Unicode.Scalar]
    private var i: Int
    private let stop: Int

    /// - Throws: `SyntaxError` for anything that is no token, `ValueError` for a date that does not exist.
    static func tokens(of source: Source, _ range: Range<Int>) throws -> [Token] {
        var tokenizer = Tokenizer(scalars: source.scalars, i: range.lowerBound, stop: range.upperBound)
        var result: [Token] = []
        while let token = try tokenizer.next() { result.append(token) }
        result.append(Token(kind: .end, range: range.upperBound..<range.upperBound))
        return result
    }

    private func at(_ offset: Int) -> Unicode.Scalar? { i + offset < stop ? scalars[i + offset] : nil }

    private mutating func next() throws -> Token? {
        while let scalar = at(0), scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" || scalar == "\u{C}" { i += 1 }
        guard let scalar = at(0) else { return nil }
        let start = i
        do {
            let kind = try kind(scalar)
            return Token(kind: kind, range: start..<i)
        } catch let error as UL4Error { throw error.at(start..<max(i, start + 1)) }
    }

    /// The word that begins with this character, which the position is behind then.
    private mutating func kind(_ first: Unicode.Scalar) throws -> Token.Kind {
        switch first {
        case "a"..."z", "A"..."Z", "_": name()
        case "0"..."9": .value(try number())
        case "." where at(1).map(isDigit) == true: .value(try number())
        case "'", "\"": .value(.string(try string()))
        case "@": .value(try date())
        case "#": .value(.color(try color()))
        default: .symbol(try symbol())
        }
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private mutating func name() -> Token.Kind {
        let start = i
        while let scalar = at(0), isNamePart(scalar) { i += 1 }
        let text = String(scalars[start..<i])
        switch text {
        case "None": return .value(.none)
        case "True": return .value(.bool(true))
        case "False": return .value(.bool(false))
        default: return keywords.contains(text) ? .symbol(text) : .name(text)
        }
    }

    private mutating func symbol() throws -> String {
        for length in [3, 2, 1] where i + length <= stop {
            let text = String(scalars[i..<i + length])
            if Tokenizer.symbols.contains(text) {
                i += length
                return text
            }
        }
        throw UL4Error.syntax("unexpected character \(pythonRepr(of: String(scalars[i])))")
    }

    private static let symbols: Set = [
        "+", "-", "*", "/", "//", "%", "<<", ">>", "&", "^", "|", "~", "==", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", "{", "}", ",", ".", ":",
        "=", "+=", "-=", "*=", "/=", "//=", "%=", "<<=", ">>=", "&=", "^=", "|=", "**",
    ]

    private mutating func digits(_ isDigit: (Unicode.Scalar) -> Bool) -> Bool {
        let start = i
        while let scalar = at(0), isDigit(scalar) { i += 1 }
        return i > start
    }

    private mutating func number() throws -> Value {
        let start = i
        if at(0) == "0", let mark = at(1), let base = ["x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2][mark] {
            i += 2
            guard digits({ digitValue(UInt8(truncatingIfNeeded: $0.value)).map { $0 < base } == true && $0.isASCII }),
                i - start <= largestBitWidth / 4, let value = BigInt(digits: String(scalars[start + 2..<i]).utf8, base: base)
            else { throw UL4Error.syntax("digits of base \(base) expected") }
            return Value(value)
        }
        _ = digits(isDigit)
        var isFloat = false
        if at(0) == "." {
            isFloat = true
            i += 1
            _ = digits(isDigit)
        }
        if at(0) == "e" || at(0) == "E" {
            isFloat = true
            i += 1
            if at(0) == "+" || at(0) == "-" { i += 1 }
            guard digits(isDigit) else { throw UL4Error.syntax("exponent expected") }
        }
        let text = String(scalars[start..<i])
        if isFloat { return .float(readFloat(text) ?? .infinity) }
        guard text.utf8.count <= 4300 else { throw UL4Error.value("number too long") }
        guard let value = readWhole(text, base: 0) else { throw UL4Error.value("invalid literal for int() with base 0: '\(text)'") }
        return Value(value)
    }

    private mutating func string() throws -> String {
        let quote = scalars[i]
        let isTriple = at(1) == quote && at(2) == quote
        i += isTriple ? 3 : 1
        var result = String.UnicodeScalarView()
        while let scalar = at(0) {
            i += 1
            if scalar == quote, !isTriple || (at(0) == quote && at(1) == quote) {
                if isTriple { i += 2 }
                return String(result)
            }
            if scalar == "\\" {
                result.append(try escape())
            } else if !isTriple, scalar == "\n" || scalar == "\r" {
                throw UL4Error.syntax("line feed in string")
            } else {
                result.append(scalar)
            }
        }
        throw UL4Error.syntax("unfinished string")
    }

    private mutating func escape() throws -> Unicode.Scalar {
        guard let scalar = at(0) else { throw UL4Error.syntax("unfinished string") }
        i += 1
        switch scalar {
        case "\\", "'", "\"": return scalar
        case "a": return "\u{7}"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "x": return try hexEscape(2)
        case "u": return try hexEscape(4)
        case "U": return try hexEscape(8)
        default: throw UL4Error.syntax("unknown escape '\\\(scalar)'")
        }
    }

    private mutating func hexEscape(_ count: Int) throws -> Unicode.Scalar {
        guard i + count <= stop, let code = UInt32(String(scalars[i..<i + count]), radix: 16) else {
            throw UL4Error.syntax("\(count) hexadecimal digits expected")
        }
        i += count
        guard let scalar = Unicode.Scalar(code) else { throw UL4Error.syntax("no character has the code point \(code)") }
        return scalar
    }

    /// `#369`, `#369c`, `#36a9ff`, `#36a9ffcc`
    private mutating func color() throws -> Color {
        let digits = scalars[(i + 1)..<stop].prefix(8).prefix { $0.properties.isASCIIHexDigit }
        guard let count = [8, 6, 4, 3].first(where: { $0 <= digits.count }), let color = Color(hex: digits.prefix(count)) else {
            throw UL4Error.syntax("color expected, like #fff or #336699")
        }
        i += 1 + count
        return color
    }

    /// `@(2000-02-29)`, `@(2000-02-29T)`, `@(2000-02-29T12:34)`, with seconds, with six digits of a fraction.
    private mutating func date() throws -> Value {
        func failure() -> UL4Error { UL4Error.syntax("date expected, like @(2000-02-29) or @(2000-02-29T12:34:56)") }
        func read(_ count: Int, _ prefix: Unicode.Scalar?) throws -> Int {
            if let prefix {
                guard at(0) == prefix else { throw failure() }
                i += 1
            }
            guard i + count <= stop, scalars[i..<i + count].allSatisfy(isDigit), let value = Int(String(scalars[i..<i + count])) else { throw failure() }
            i += count
            return value
        }
        i += 1
        let year = try read(4, "("), month = try read(2, "-"), day = try read(2, "-")
        var time: [Int]?
        if at(0) == "T" {
            i += 1
            time = []
            if at(0) != ")" {
                time = [try read(2, nil), try read(2, ":")]
                if at(0) == ":" { time!.append(try read(2, ":")) }
                if time!.count == 3, at(0) == "." { time!.append(try read(6, ".")) }
            }
        }
        guard at(0) == ")" else { throw failure() }
        i += 1
        guard let time else { return .date(try CalendarDate(year: year, month: month, day: day)) }
        let parts = time + [0, 0, 0, 0]
        return .datetime(try CalendarTime(year: year, month: month, day: day, hour: parts[0], minute: parts[1], second: parts[2], microsecond: parts[3]))
    }
}
