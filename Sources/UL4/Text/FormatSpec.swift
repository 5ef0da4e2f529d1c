/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`, as `format(value, spec)` takes it for numbers and strings.
struct FormatSpec {
    var fill: Unicode.Scalar = " "
    var align: Unicode.Scalar?
    var sign: Unicode.Scalar = "-"
    var noNegativeZero = false
    var isAlternate = false
    var width = 0
    var grouping: Unicode.Scalar?
    var precision: Int?
    var type: Unicode.Scalar?

    /// - Throws: `ValueError` if the text is no format, or one with absurd numbers.
    init(_ text: String, of kind: String) throws {
        let all = Array(text.unicodeScalars)
        var i = 0
        func at(_ position: Int) -> Unicode.Scalar? { position < all.count ? all[position] : nil }
        func isAlign(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { "<>=^".unicodeScalars.contains($0) } ?? false }
        if isAlign(at(1)) {
            (fill, align) = (all[0], all[1])
            i = 2
        } else if isAlign(at(0)) {
            align = all[0]
            i = 1
        }
        if let scalar = at(i), "+- ".unicodeScalars.contains(scalar) {
            sign = scalar
            i += 1
        }
        if at(i) == "z" {
            noNegativeZero = true
            i += 1
        }
        if at(i) == "#" {
            isAlternate = true
            i += 1
        }
        if at(i) == "0" {
            if align == nil {
                fill = "0"
                align = kind == "str" ? "<" : "="
            } else if i < 2 || fill == " " && all[0] == align {
                fill = "0"
            }
            i += 1
        }
        func number() throws -> Int? {
            var value: Int?
            while let scalar = at(i), ("0"..."9").contains(scalar) {
                value = (value ?? 0) * 10 + Int(scalar.value - 48)
                if value! > 100_000 { throw UL4Error.value("Too many decimal digits in format string") }
                i += 1
            }
            return value
        }
        width = try number() ?? 0
        if let scalar = at(i), scalar == "," || scalar == "_" {
            grouping = scalar
            i += 1
        }
        if at(i) == "." {
            i += 1
            guard let value = try number() else { throw UL4Error.value("Format specifier missing precision") }
            precision = value
        }
        if let scalar = at(i) {
            type = scalar
            i += 1
        }
        guard i == all.count else { throw UL4Error.value("Invalid format specifier '\(text)' for object of type '\(kind)'") }
    }

    func unknown(_ kind: String) -> UL4Error { UL4Error.value("Unknown format code '\(type.map(String.init) ?? "")' for object of type '\(kind)'") }

    /// A text filled up to the width.
    func padded(_ text: String, defaultAlign: Unicode.Scalar = "<") -> String {
        let missing = width - text.scalarCount
        guard missing > 0 else { return text }
        func filler(_ count: Int) -> String { String(repeating: String(fill), count: count) }
        switch align ?? defaultAlign {
        case "<": return text + filler(missing)
        case "^": return filler(missing / 2) + text + filler(missing - missing / 2)
        default: return filler(missing) + text
        }
    }

    /// A number filled up to the width; `=` puts the filling between the sign and the digits.
    /// - Parameter rest: what follows the whole digits: point, fraction, exponent.
    func padded(sign: String, whole: String, rest: String, group: Int) -> String {
        var whole = grouped(whole, group)
        if align == "=" {
            let missing = width - sign.utf8.count - rest.utf8.count
            if fill == "0", let grouping {
                // Zeros are digits: they are grouped too.
                let digits = whole.unicodeScalars.filter { $0 != grouping }
                var count = digits.count
                while count + (count - 1) / group < missing { count += 1 }
                whole = grouped(String(repeating: "0", count: count - digits.count) + String(digits), group)
            } else if whole.utf8.count < missing {
                whole = String(repeating: String(fill), count: missing - whole.utf8.count) + whole
            }
            return sign + whole + rest
        }
        return padded(sign + whole + rest, defaultAlign: ">")
    }

    private func grouped(_ digits: String, _ group: Int) -> String {
        guard let grouping, digits.utf8.allSatisfy({ digitValue($0) != nil }) else { return digits }
        var result: [UInt8] = []
        for (i, digit) in digits.utf8.reversed().enumerated() {
            if i > 0, i % group == 0 { result.append(UInt8(grouping.value)) }
            result.append(digit)
        }
        return String(decoding: result.reversed(), as: UTF8.self)
    }
}
