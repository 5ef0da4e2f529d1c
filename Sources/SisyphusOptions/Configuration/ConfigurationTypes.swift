import SisyphusCore

/// Which types of the configuration an option takes, and the text that its judge then sees.
extension OptionKind {
    /// `nil`: the option does not take this type.
    func text(of value: TOMLValue) -> String? {
        switch (self, value) {
        case (.flag, .boolean(let flag)), (.flagOr, .boolean(let flag)): flag ? "yes" : "no"
        case (.flag, _): nil
        case (_, .string(let text)): text
        case (.duration, .integer(let number)), (.size, .integer(let number)), (.count, .integer(let number)), (.exitCodes, .integer(let number)):
            String(number)
        case (.duration, .float(let number)): OptionKind.plain(number)
        case (.text(_, takesNumbers: true), .integer(let number)): String(number)
        case (.text(_, takesNumbers: true), .float(let number)): OptionKind.plain(number)
        case (.exitCodes, .array(let values)): joined(values)
        default: nil
        }
    }

    /// Without an exponent, which no option takes.
    private static func plain(_ number: Double) -> String {
        let text = number.description
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else { return String(text.trimmingZeroFraction) }
        let mantissa = text[..<mark]
        let sign = mantissa.hasPrefix("-") ? "-" : ""
        let parts = mantissa.dropFirst(sign.count).split(separator: ".")
        let (whole, fraction) = (String(parts[0]), parts.count > 1 && parts[1] != "0" ? String(parts[1]) : "")
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - whole.count) + whole + fraction }
        return sign + whole + fraction + String(repeating: "0", count: max(0, exponent - fraction.count))
    }

    /// For errors.
    var acceptedTypes: String {
        switch self {
        case .flag: "true or false"
        case .flagOr(let words): "true, false or a string (\(words.joined(separator: ", ")))"
        case .duration: "a number or a string"
        case .size, .count: "an integer or a string"
        case .exitCodes: "an integer, a string or an array of these"
        case .text(_, takesNumbers: true): "a number or a string"
        default: "a string"
        }
    }

    private func joined(_ values: [TOMLValue]) -> String? {
        var parts: [String] = []
        for value in values {
            if case .array = value { return nil }
            guard let part = text(of: value) else { return nil }
            parts.append(part)
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ",")
    }
}

extension String {
    var trimmingZeroFraction: Substring { hasSuffix(".0") ? dropLast(2) : self[...] }
}
