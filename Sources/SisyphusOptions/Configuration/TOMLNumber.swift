import SisyphusCore

/// The decimal numbers of TOML: sign, digits without leading zeros, single underscores between digits, fraction, exponent.
enum TOMLNumber {
    static func isWellFormed(_ word: String) -> Bool {
        var rest = Array(word.utf8)[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let zero = rest.first == UInt8(ascii: "0")
        guard let length = digits(&rest), !zero || length == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) != nil else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits(&rest) != nil else { return false }
        }
        return rest.isEmpty
    }

    /// Takes digits, with underscores between them; answers how many bytes, `nil` if there is none or an underscore stands wrongly.
    private static func digits(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let part = rest.prefix { $0.isDigit || $0 == UInt8(ascii: "_") }
        rest = rest.dropFirst(part.count)
        guard let first = part.first, let last = part.last, first.isDigit, last.isDigit else { return nil }
        guard zip(part, part.dropFirst()).allSatisfy({ $0.isDigit || $1.isDigit }) else { return nil }
        return part.count
    }
}
