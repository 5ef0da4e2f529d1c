extension FormatSpec {
    func format(_ value: BigInt, kind: String) throws -> String {
        let base: Int, prefix: String
        switch type {
        case nil, "d", "n": (base, prefix) = (10, "")
        case "x", "X": (base, prefix) = (16, "0x")
        case "o": (base, prefix) = (8, "0o")
        case "b": (base, prefix) = (2, "0b")
        case "c":
            if sign != "-" { throw UL4Error.value("Sign not allowed with integer format specifier 'c'") }
            guard let small = value.small, let code = UInt32(exactly: small), let scalar = Unicode.Scalar(code) else {
                throw UL4Error.overflow("%c arg not in range(0x110000)")
            }
            return padded(String(scalar), defaultAlign: ">")
        case "e", "E", "f", "F", "g", "G", "%":
            return try format(try Number.whole(value).double())
        default: throw unknown(kind)
        }
        if precision != nil { throw UL4Error.value("Precision not allowed in integer format specifier") }
        if noNegativeZero { throw UL4Error.value("Negative zero coercion (z) not allowed in integer format specifier") }
        if grouping == ",", base != 10 { throw UL4Error.value("Cannot specify ',' with '\(type!)'.") }
        let magnitude = BigInt(digits: value.digits, isNegative: false)
        var digits = base == 10 ? try decimal(magnitude) : magnitude.text(base: base)
        var head = signText(isNegative: value.isNegative)
        if isAlternate { head += type == "X" ? "0X" : prefix }
        if type == "X" { digits = digits.uppercased() }
        return padded(sign: head, whole: digits, rest: "", group: base == 10 ? 3 : 4)
    }

    func format(_ value: Double) throws -> String {
        var value = value
        var suffix = ""
        if type == "%" {
            value *= 100
            suffix = "%"
        }
        guard value.isFinite else {
            let word = value.isNaN ? "nan" : "inf"
            let text = type == "F" || type == "E" || type == "G" ? word.uppercased() : word
            return padded(sign: signText(isNegative: value.sign == .minus && !value.isNaN), whole: text, rest: suffix, group: 3)
        }
        let text: String
        let magnitude = value.magnitude
        switch type {
        case "f", "F", "%": text = fixedText(Decimal(magnitude, places: min(precision ?? 6, mostPlaces)), places: precision ?? 6)
        case "e", "E": text = scientific(magnitude, digits: (precision ?? 6) + 1)
        case "g", "G", "n": text = general(magnitude, digits: max(precision ?? 6, 1), least: 0)
        case nil: text = precision.map { general(magnitude, digits: max($0, 1), least: 1) } ?? floatRepr(magnitude)
        default: throw unknown("float")
        }
        var whole = text, rest = ""
        if let end = text.utf8.firstIndex(where: { !(0x30...0x39).contains($0) }) {
            whole = String(text[..<end])
            rest = String(text[end...])
        }
        if isAlternate, !rest.contains(".") { rest = "." + rest }
        if type == "E" || type == "G" { rest = rest.uppercased() }
        let isZero = noNegativeZero && !text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.contains { (0x31...0x39).contains($0) }
        return padded(sign: signText(isNegative: value.sign == .minus && !isZero), whole: whole, rest: rest + suffix, group: 3)
    }

    /// No number has more digits behind its point: all that follow are zeros.
    private var mostPlaces: Int { 1100 }

    private func signText(isNegative: Bool) -> String { isNegative ? "-" : sign == "-" ? "" : String(sign) }

    /// So many significant digits of a positive number.
    private func significant(_ value: Double, _ count: Int) -> Decimal {
        if value == 0 { return Decimal(digits: [UInt8](repeating: 0, count: count), exponent: 1) }
        // The exponent is guessed from the shortest digits; rounding may carry into a new digit.
        var decimal = Decimal(value, places: min(count - Decimal(shortest: value).exponent, mostPlaces))
        if decimal.digits.count > count { decimal.digits.removeLast(decimal.digits.count - count) }
        while decimal.digits.count < count { decimal.digits.append(0) }
        return decimal
    }

    private func scientific(_ value: Double, digits: Int) -> String { scientific(significant(value, digits)) }

    private func scientific(_ decimal: Decimal) -> String {
        let text = digitText(decimal.digits)
        let exponent = decimal.exponent - 1
        let fraction = decimal.digits.count > 1 ? "." + text.dropFirst() : ""
        return "\(text.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
    }

    /// Fixed or scientific, whichever suits the size; zeros at the end are dropped unless `#` is given.
    /// - Parameter least: how many digits the fraction has at least in fixed notation.
    private func general(_ value: Double, digits: Int, least: Int) -> String {
        var decimal = significant(value, digits)
        let exponent = decimal.exponent - 1
        if !isAlternate { while decimal.digits.count > 1, decimal.digits.last == 0 { decimal.digits.removeLast() } }
        if exponent < -4 || exponent >= digits - least {
            return scientific(decimal)
        }
        return fixedText(decimal, places: max(isAlternate ? digits - decimal.exponent : decimal.digits.count - decimal.exponent, least))
    }
}

extension Decimal {
    init(digits: [UInt8], exponent: Int) {
        self.digits = digits
        self.exponent = exponent
    }
}

/// `format(value, spec, lang)` of all types.
func formatted(_ value: Value, _ spec: String, lang: String?) throws -> String {
    switch value {
    case .date(let date): return try formatTime(CalendarTime(date: date), spec, isDate: true, lang: lang)
    case .datetime(let time): return try formatTime(time, spec, isDate: false, lang: lang)
    case .bool(let bool):
        return spec.isEmpty ? (bool ? "True" : "False") : try FormatSpec(spec, of: "bool").format(BigInt(bool ? 1 : 0), kind: "bool")
    case .int, .big: return try FormatSpec(spec, of: "int").format(value.whole!, kind: "int")
    case .float(let float):
        let text = try FormatSpec(spec, of: "float").format(float)
        return DateNames.usesComma(lang) ? String(text.map { $0 == "." ? "," : $0 }) : text
    case .string(let text):
        let format = try FormatSpec(spec, of: "str")
        if let type = format.type, type != "s" { throw format.unknown("str") }
        if format.align == "=" { throw UL4Error.value("'=' alignment not allowed in string format specifier") }
        if format.sign != "-" { throw UL4Error.value("Sign not allowed in string format specifier") }
        if format.isAlternate { throw UL4Error.value("Alternate form (#) not allowed in string format specifier") }
        if let grouping = format.grouping { throw UL4Error.value("Cannot specify '\(grouping)' with 's'.") }
        return format.padded(format.precision.map { text.slice(0..<min($0, text.scalarCount)) } ?? text)
    default:
        guard spec.isEmpty else { throw UL4Error.type("unsupported format string passed to \(value.className).__format__") }
        return try reprOrText(value)
    }
}

private func reprOrText(_ value: Value) throws -> String {
    if case .none = value { return "None" }
    return try textOf(value)
}
