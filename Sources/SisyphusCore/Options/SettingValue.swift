/// What an option is set to, for programs that ask by its name.
package struct SettingValue: Sendable, Equatable {
    /// As it would be given on a command line.
    package let text: String
    /// What a flag says.
    package let flag: Bool?
    /// Seconds of a duration, bytes of a size, or a count.
    package let number: Double?
}

extension OptionRow {
    /// - Returns: `nil` for secrets, for what is not set, and for options that set nothing.
    package func setting(in settings: RunSettings) -> SettingValue? {
        let value = value
        guard !value.kind.isSecret, let text = value.text(in: settings) else { return nil }
        switch value.kind {
        case .flag, .flagOr: return SettingValue(text: text, flag: FlagText.read(text), number: nil)
        case .duration(_, let unit):
            return SettingValue(text: text, flag: nil, number: (try? DurationText.read(text, unit: unit)).map { Double($0.microseconds) / 1_000_000 })
        case .size: return SettingValue(text: text, flag: nil, number: (try? SizeText.read(text)).map(Double.init))
        case .count: return SettingValue(text: text, flag: nil, number: Double(text))
        default: return SettingValue(text: text, flag: nil, number: nil)
        }
    }
}
