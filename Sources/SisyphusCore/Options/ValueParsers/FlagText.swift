/// Reads yes and no, in any case.
package enum FlagText {
    static let accepted = "1, true, yes, on, 0, false, no, off"
    /// Those of them that can be mistyped.
    static let words = ["true", "yes", "on", "false", "no", "off"]

    package static func read(_ text: String) -> Bool? {
        guard text.utf8.count <= 5 else { return nil }
        return switch text.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: nil
        }
    }
}

extension ValueParser<Bool> {
    public static var flag: ValueParser { flag(isOff: false) }
    /// A flag that switches something off.
    public static var off: ValueParser { flag(isOff: true) }

    private static func flag(isOff: Bool) -> ValueParser {
        ValueParser(.flag) { text throws(Refusal) in
            guard let value = FlagText.read(text) else { throw Refusal("it is neither yes nor no", insteadOf: text, of: FlagText.words) }
            return value != isOff
        } write: {
            $0 != isOff ? "yes" : "no"
        }
    }
}

extension ValueParser where Value: Equatable & Sendable {
    /// A flag that also accepts words.
    fileprivate static func flag(yes: Value, no: Value, or words: @autoclosure @escaping @Sendable () -> [(word: String, value: Value)]) -> ValueParser {
        ValueParser(.flagOr(words().map(\.word))) { text throws(Refusal) in
            let words = words()
            let word = text.lowercased()
            if let found = words.first(where: { $0.word == word }) { return found.value }
            guard let flag = FlagText.read(text) else { throw Refusal("there is no such choice", insteadOf: text, of: words.map(\.word) + FlagText.words) }
            return flag ? yes : no
        } write: { value in
            words().first { $0.value == value }?.word ?? (value == no ? "no" : "yes")
        }
    }
}

extension ValueParser<RunSettings.StdoutCopy> {
    package static var stdoutCopy: ValueParser { flag(yes: .yes, no: .no, or: [("auto", .auto), ("lines", .lines), ("journal", .journal)]) }
}

extension ValueParser<RunSettings.Switch> {
    package static var automatic: ValueParser { flag(yes: .yes, no: .no, or: [("auto", .auto)]) }
}

extension ValueParser<SyslogFacility?> {
    package static var syslogFacility: ValueParser { flag(yes: .user, no: nil, or: SyslogFacility.allCases.map { ("\($0)", $0) }) }
}
