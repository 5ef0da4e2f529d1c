import SisyphusCore

/// Reads a cron expression at the beginning of a line, and stops at what follows it.
package struct CronReader {
    private let bytes: ArraySlice<UInt8>
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) {
        (self.bytes, rest) = (bytes, bytes)
        skipBlanks()
    }

    package var next: UInt8? { rest.first }
    /// Counted from 1.
    package var column: Int { rest.startIndex - bytes.startIndex + 1 }
    /// The index of the next byte.
    package var position: Int { rest.startIndex }
    /// The next word, for errors.
    package var word: String { CronReader.word(rest) }

    private static func word(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes.prefix { !isBlank($0) }, as: UTF8.self) }

    package static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    package mutating func skipBlanks() { rest = rest.drop(while: CronReader.isBlank) }

    /// Passes over the next word and the blanks behind it.
    package mutating func skipWord() {
        rest = rest.drop { !CronReader.isBlank($0) }
        skipBlanks()
    }

    package mutating func skipDash() { _ = take("-") }

    /// Reads five fields or a name.
    package mutating func expression() throws(ScheduleError) -> CronExpression {
        if next == UInt8(ascii: "@") { return try named() }
        var fields: [CronField] = []
        var text = ""
        for kind in CronField.Kind.all {
            guard next != nil else { throw ScheduleError("the \(kind.name) is missing: a cron expression has five fields", column: column) }
            text += (text.isEmpty ? "" : " ") + word
            fields.append(try field(kind))
            skipBlanks()
        }
        return CronExpression(text: text, fields: fields)
    }

    /// What the names mean (entry.c of Vixie's cron).
    private static let names: [(name: String, text: String)] = [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
    ]
    package static let atBoot = "@reboot"

    private mutating func named() throws(ScheduleError) -> CronExpression {
        let word = word
        guard let found = CronReader.names.first(where: { $0.name == word }) else {
            if word == CronReader.atBoot { throw ScheduleError("@reboot is no moment: such a line runs once when cron starts", column: column) }
            throw ScheduleError(
                "there is no \"\(word)\"\(NearestName.accepted(CronReader.names.map(\.name) + [CronReader.atBoot], insteadOf: word))", column: column)
        }
        rest = rest.dropFirst(word.utf8.count)
        skipBlanks()
        var reader = CronReader(Array(found.text.utf8)[...])
        let meaning = try reader.expression()
        return CronExpression(named: word, meaning)
    }

    private mutating func field(_ kind: CronField.Kind) throws(ScheduleError) -> CronField {
        var field = CronField()
        field.hasStar = next == UInt8(ascii: "*")
        repeat { try range(kind, into: &field) } while take(",")
        guard next.map(CronReader.isBlank) ?? true else { throw wrong(kind, column) }
        return field
    }

    /// `*`, a number, `a-b`, `a~b`, each but the number with a step.
    private mutating func range(_ kind: CronField.Kind, into field: inout CronField) throws(ScheduleError) {
        let begin = column
        var (low, high, step) = (kind.range.lowerBound, kind.range.upperBound, 1)
        // Weekday 7 is another name of 0.
        if kind.range.upperBound == 7 { high = 6 }
        var isOne = false
        if !take("*") {
            let first = next == UInt8(ascii: "~") ? low : try number(kind)
            if take("-") {
                (low, high) = (first, try number(kind))
                guard low <= high else {
                    throw ScheduleError(
                        "the range of the \(kind.name) goes backwards from \(low) to \(high), and cron would never run it; write it as two ranges"
                            + (kind.range.upperBound == 7 && high == 0 ? ", or Sunday as 7" : ""), column: begin)
                }
            } else if take("~") {
                field.isRandom = true
                let last = next.map { CronReader.isBlank($0) || $0 == UInt8(ascii: ",") } ?? true ? high : try number(kind)
                guard first <= last else { throw ScheduleError("the range of the \(kind.name) goes backwards from \(first) to \(last)", column: begin) }
                (low, high) = (last, last)
            } else {
                (low, high, isOne) = (first, first, true)
            }
        }
        if next == UInt8(ascii: "/") {
            guard !isOne else {
                throw ScheduleError(
                    "a step needs a range, and cron refuses the \(kind.name) \(low)/…; write \(low)-\(kind.range.upperBound)/… or */…", column: column)
            }
            _ = take("/")
            let at = column
            guard let digits = digits(), digits > 0 else { throw ScheduleError("the step of the \(kind.name) is no number above 0", column: at) }
            step = digits
        }
        field.bits |= UInt64(bits: stride(from: low, through: high, by: step))
    }

    private mutating func number(_ kind: CronField.Kind) throws(ScheduleError) -> Int {
        let at = column
        let word = rest.prefix { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 }
        if let place = kind.words.firstIndex(where: { $0.utf8.elementsEqual(word.map { $0 | 0x20 }) }) {
            rest = rest.dropFirst(word.count)
            return place + kind.range.lowerBound
        }
        guard let value = digits(), kind.range.contains(value), next.map({ ($0 | 0x20) &- 97 >= 26 }) ?? true else { throw wrong(kind, at) }
        return value
    }

    private func wrong(_ kind: CronField.Kind, _ column: Int) -> ScheduleError {
        let word = CronReader.word(bytes[(bytes.startIndex + column - 1)...])
        return ScheduleError("\"\(word)\" cannot stand in the \(kind.name); accepted: \(kind.accepted)", column: column)
    }

    private mutating func digits() -> Int? {
        let digits = rest.prefix { $0 &- 48 < 10 }
        guard 1...4 ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }
}
