/// `int("0x2a", 0)`: a whole number from a text, as the original reads it.
/// - Returns: nil if the text is no such number.
func readWhole(_ text: String, base: Int) -> BigInt? {
    var bytes = Array(strip(text, nil, left: true, right: true).utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        isNegative = sign == UInt8(ascii: "-")
        bytes = bytes.dropFirst()
    }
    var base = base
    if bytes.count >= 2, bytes.first == 0x30 {
        let prefix: Int? =
            switch bytes[bytes.startIndex + 1] | 0x20 {
            case UInt8(ascii: "x"): 16
            case UInt8(ascii: "o"): 8
            case UInt8(ascii: "b"): 2
            default: nil
            }
        if let prefix, base == 0 || base == prefix {
            base = prefix
            bytes = bytes.dropFirst(2)
            if bytes.first == UInt8(ascii: "_") { bytes = bytes.dropFirst() }
        }
    }
    if base == 0 {
        base = 10
        // "007" is refused, "000" is not.
        if bytes.count > 1, bytes.first == 0x30, bytes.contains(where: { $0 != 0x30 && $0 != UInt8(ascii: "_") }) { return nil }
    }
    guard let plain = withoutUnderscores(bytes), let value = BigInt(digits: plain, base: base) else { return nil }
    return isNegative ? -value : value
}

/// Underscores may stand between two digits.
private func withoutUnderscores(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var wasDigit = false
    for byte in bytes {
        if byte == UInt8(ascii: "_") {
            guard wasDigit else { return nil }
            wasDigit = false
        } else {
            result.append(byte)
            wasDigit = true
        }
    }
    return wasDigit ? result : nil
}

/// `float("1e5")`: a number with a fraction from a text; nil if the text is none.
func readFloat(_ text: String) -> Double? {
    let bytes = Array(strip(text, nil, left: true, right: true).utf8)
    let body = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
    let word = String(decoding: body, as: UTF8.self).lowercased()
    let isNegative = bytes.first == UInt8(ascii: "-")
    if word == "inf" || word == "infinity" { return isNegative ? -.infinity : .infinity }
    if word == "nan" { return .nan }
    guard let first = body.first, first == UInt8(ascii: ".") || (0x30...0x39).contains(first) else { return nil }
    // Swift would read hexadecimal numbers too, and takes no underscores, nor a point at the end.
    var clean: [UInt8] = []
    var previous: UInt8 = 0
    for (i, byte) in body.enumerated() {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): clean.append(byte)
        case UInt8(ascii: "_"):
            let next = i + 1 < body.count ? body[body.startIndex + i + 1] : 0
            guard (0x30...0x39).contains(previous), (0x30...0x39).contains(next) else { return nil }
        default: return nil
        }
        previous = byte
    }
    if clean.first == UInt8(ascii: ".") { clean.insert(0x30, at: 0) }
    if let point = clean.firstIndex(of: UInt8(ascii: ".")), point + 1 == clean.count || !(0x30...0x39).contains(clean[point + 1]) {
        if point + 1 < clean.count, clean[point + 1] | 0x20 != UInt8(ascii: "e") { return nil }
        if bytes.count == 1 || body.count == 1 { return nil }
        clean.insert(0x30, at: point + 1)
    }
    guard let value = Double(String(decoding: clean, as: UTF8.self)) else { return nil }
    return isNegative ? -value : value
}
