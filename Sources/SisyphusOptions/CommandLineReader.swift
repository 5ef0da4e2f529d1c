public import SisyphusCore

extension OptionTable {
    /// Judges a value that was written anywhere.
    ///
    /// - Throws: `OptionError` that names the place if the value is refused.
    public func apply(_ text: String, to option: String, from source: OptionSource, settings: inout RunSettings) throws(OptionError) {
        guard let row = row(named: option) else { throw OptionError("there is no option --\(option)") }
        try Assignment(row: row, text: text, source: source).apply(to: &settings)
    }
}

/// What one pass over the words of a command line found.
public struct CommandLineReading: Sendable {
    public var assignments: [Assignment] = []
    /// The index of the command's first word among all words; their count when there is no command.
    public var commandStart: Int
    /// `--help` or `--version`: reading stopped there.
    public var action: OptionAction?

    /// With the options behind a word that is none.
    ///
    /// - Throws: also when something else than options follows it.
    func joined(with options: OptionTable, _ words: [String]) throws(OptionError) -> CommandLineReading {
        var rest = try options.read(words, from: commandStart + 1)
        guard rest.commandStart == words.count || rest.action != nil else {
            throw OptionError(
                "\"\(words[commandStart].shownInError)\" names the job, and \"\(words[rest.commandStart].shownInError)\" follows it; a command stands after --")
        }
        rest.assignments = assignments + rest.assignments
        return rest
    }

    /// The last value that was given for an option.
    public func text(of option: String) -> String? { assignments.last { $0.row.name == option }?.text }
}

extension OptionTable {
    /// Reads options up to the command: the first word that is no option, or whatever follows the first `--`.
    /// - Parameter words: all words; those before `start` (program, subcommand) are not looked at.
    /// - Throws: on unknown options and missing values. Values are judged later.
    public func read(_ words: [String], from start: Int) throws(OptionError) -> CommandLineReading {
        var reading = CommandLineReading(commandStart: words.count)
        var index = start
        while index < words.count {
            let word = words[index]
            let bytes = word.utf8
            guard bytes.count >= 2, bytes.first == UInt8(ascii: "-") else { break }
            index += 1
            if word == "--" { break }
            let found = OptionTable.isLong(word) ? try long(word) : try short(word)
            if case .action(let action) = found.row.kind {
                guard found.value == nil else { throw OptionError("option \(found.spelling) takes no value, but \"\(word.shownInError)\" gives one") }
                reading.action = action
                return reading
            }
            var value = found.value
            if value == nil, index < words.count, OptionTable.takes(words[index], as: found.row) {
                value = words[index]
                index += 1
            }
            if value == nil, found.row.kind.isFlag { value = "yes" }
            guard let value else {
                throw OptionError("option \(found.spelling) lacks its value; accepted: \(found.row.kind.accepted)")
            }
            // A word that is not UTF-8 reaches us repaired; it would name something else than was meant.
            if value.unicodeScalars.contains("\u{FFFD}") { throw OptionError("the value of option \(found.spelling) is not valid UTF-8") }
            reading.assignments.append(Assignment(row: found.row, text: value, source: .commandLine(found.spelling)))
        }
        reading.commandStart = index
        return reading
    }

    /// Whether the word after an option is its value. A flag takes only what can be nothing else; no option takes another option
    /// (`--basedir --utc` forgot a value), but a negative number is a value, so that its error says what is wrong with it.
    static func takes(_ word: String, as row: OptionRow) -> Bool {
        switch row.kind {
        case .flag: return FlagText.read(word) != nil
        case .flagOr(let words): return FlagText.read(word) != nil || words.contains(word.lowercased())
        default:
            var bytes = word.utf8.makeIterator()
            guard bytes.next() == UInt8(ascii: "-"), let second = bytes.next() else { return true }
            return second.isDigit
        }
    }

    typealias Found = (row: OptionRow, spelling: String, value: String?)

    /// By bytes, as the first hyphen is looked for: a mark that combines with it makes another character of both.
    static func isLong(_ word: String) -> Bool { word.utf8.starts(with: "--".utf8) }

    func long(_ word: String) throws(OptionError) -> Found {
        let body = word[word.utf8.index(word.startIndex, offsetBy: 2)...]
        let equals = body.utf8.firstIndex(of: UInt8(ascii: "="))
        let name = body[..<(equals ?? body.endIndex)]
        guard let row = row(named: name) else {
            throw OptionError(
                "there is no option --\(String(name).shownInError)"
                    + suggestion(for: String(name), among: rows) { "--" + $0.name })
        }
        return (row, "--" + String(name), equals.map { String(body[body.utf8.index(after: $0)...]) })
    }

    func short(_ word: String) throws(OptionError) -> Found {
        var rest = word.unicodeScalars.dropFirst()
        let letter = Character(rest.removeFirst())
        guard let row = row(short: letter) else {
            throw OptionError("there is no option -\(String(letter).shownInError)")
        }
        if rest.first == "=" { rest = rest.dropFirst() } else if rest.isEmpty { return (row, "-\(letter)", nil) }
        return (row, "-\(letter)", String(rest))
    }
}
