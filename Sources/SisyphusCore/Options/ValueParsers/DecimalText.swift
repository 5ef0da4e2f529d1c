/// A decimal number without sign and exponent, kept exactly: its digits, and how many of them stand after the point.
struct DecimalText {
    private var digits: Int64 = 0
    private var decimals: Int64 = 1
    /// Whatever the number of its decimals.
    private(set) var isZero = true

    /// Takes the number at the start of the bytes. At most 9 decimals count.
    /// - Throws: when there is none, or it has more than 18 digits.
    static func readPrefix(of bytes: inout ArraySlice<UInt8>, what: String) throws(Refusal) -> DecimalText {
        var number = DecimalText()
        var seen = 0
        var isFraction = false
        while let byte = bytes.first {
            if byte == UInt8(ascii: "."), !isFraction, seen > 0 {
                isFraction = true
                guard bytes.dropFirst().first?.isDigit == true else { throw Refusal("digits are missing after the point") }
            } else if byte.isDigit {
                seen += 1
                if byte != UInt8(ascii: "0") { number.isZero = false }
                if !isFraction || number.decimals < 1_000_000_000 {
                    guard number.digits < 100_000_000_000_000_000 else { throw Refusal("it is too large") }
                    number.digits = number.digits * 10 + Int64(byte - 48)
                    if isFraction { number.decimals *= 10 }
                }
            } else {
                break
            }
            bytes = bytes.dropFirst()
        }
        guard seen > 0 else { throw Refusal("it is not a \(what)") }
        return number
    }

    /// The product, cut to a whole number; `nil` when it does not fit.
    func times(_ factor: Int64) -> Int64? {
        let divisor = UInt64(decimals)
        let product = UInt64(digits).multipliedFullWidth(by: UInt64(factor))
        guard product.high < divisor else { return nil }
        return Int64(exactly: divisor.dividingFullWidth(product).quotient)
    }
}

extension UInt8 {
    package var isDigit: Bool { self >= 48 && self <= 57 }
}
