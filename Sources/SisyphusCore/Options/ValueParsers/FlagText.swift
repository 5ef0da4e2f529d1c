/// Reads yes and no, in any case.
enum FlagText {
    static let accepted = "1, true, yes, on, 0, false, no, off"

    static func read(_ text: String) -> Bool? {
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
            guard let value = FlagText.read(text) else { throw Refusal("it is neither yes nor no") }
            return value != isOff
        } write: {
            $0 != isOff ? "yes" : "no"
        }
    }
}

extension ValueParser<RunSettings.Switch> {
    /// A flag that also accepts `auto`.
    static var automatic: ValueParser {
        ValueParser(.automatic) { text throws(Refusal) in
            if text.lowercased() == "auto" { return .auto }
            guard let value = FlagText.read(text) else { throw Refusal("it is neither yes nor no nor auto") }
            return value ? .yes : .no
        } write: {
            "\($0)"
        }
    }
}
