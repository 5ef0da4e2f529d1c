/// The digits of a positive finite number and the position of its point: 0.d1d2d3… times 10 to the power of `exponent`.
struct Decimal {
    var digits: [UInt8]
    var exponent: Int

    /// The shortest digits that stand for the number.
    init(shortest value: Double) {
        var mantissa: [UInt8] = []
        var point: Int?
        var exponent = 0
        var text = value.description.utf8[...]
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(text[text.index(after: mark)...])!)!
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") { point = mantissa.count } else { mantissa.append(byte - 0x30) }
        }
        let leading = mantissa.prefix { $0 == 0 }.count
        self.exponent = (point ?? mantissa.count) - leading + exponent
        digits = Array(mantissa.dropFirst(leading))
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { self.exponent = 1 }
    }

    /// The exact number, rounded to so many digits after the point (half to even); `places` may be negative.
    init(_ value: Double, places: Int) {
        // value = significand * 2^exponent; times 10^places as a fraction, rounded to the nearest whole number.
        let bits = BigInt(Int(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)))
        let power = (value.isNormal ? Int(value.exponentBitPattern) : 1) - 1075
        var numerator = bits, denominator = BigInt(1)
        if power >= 0 { numerator = numerator << power } else { denominator = denominator << -power }
        if places >= 0 { numerator = numerator * powerOfTen(places) } else { denominator = denominator * powerOfTen(-places) }
        var (quotient, remainder) = numerator.floorDivided(by: denominator)
        let twice = remainder << 1
        let isOdd = (quotient.digits.first ?? 0) & 1 == 1
        if twice > denominator || (twice == denominator && isOdd) { quotient = quotient + BigInt(1) }
        remainder = BigInt(0)
        digits = quotient.isZero ? [] : quotient.text().utf8.map { $0 - 0x30 }
        exponent = digits.count - places
    }
}

/// `repr` of a number: the shortest text that reads back as the same number.
func floatRepr(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    let sign = value.sign == .minus ? "-" : ""
    if value.isInfinite { return sign + "inf" }
    if value == 0 { return sign + "0.0" }
    let decimal = Decimal(shortest: value.magnitude)
    let exponent = decimal.exponent - 1
    if exponent < -4 || exponent >= 16 {
        let text = digitText(decimal.digits)
        let fraction = decimal.digits.count > 1 ? "." + text.dropFirst() : ""
        return "\(sign)\(text.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
    }
    return sign + fixedText(decimal, places: max(1, decimal.digits.count - decimal.exponent))
}

func digitText(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
}

/// `12.340` from the digits 1234, as many places as wanted.
func fixedText(_ decimal: Decimal, places: Int) -> String {
    let point = decimal.exponent
    let whole = point <= 0 ? "0" : digitText((0..<point).map { $0 < decimal.digits.count ? decimal.digits[$0] : 0 })
    guard places > 0 else { return whole }
    let fraction = (0..<places).map { place -> UInt8 in
        let position = point + place
        return position >= 0 && position < decimal.digits.count ? decimal.digits[position] : 0
    }
    return whole + "." + digitText(fraction)
}
