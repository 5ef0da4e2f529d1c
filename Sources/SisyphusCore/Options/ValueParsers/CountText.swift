/// Reads whole numbers without sign.
enum CountText {
    static func read(_ text: String) throws(Refusal) -> Int {
        guard !text.isEmpty else { throw Refusal("it is empty") }
        guard text.utf8.allSatisfy(\.isDigit), let value = Int(text) else { throw Refusal("it is not a whole number without sign") }
        return value
    }

    static func checked(_ value: Int, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard value >= range.lowerBound else { throw Refusal("it is less than \(range.lowerBound)") }
        guard value <= range.upperBound else { throw Refusal("it is more than \(range.upperBound)") }
        return value
    }
}

extension ValueParser where Value: FixedWidthInteger & Sendable {
    public static func count(_ range: ClosedRange<Int>) -> ValueParser {
        ValueParser(.count(offAtZero: false, range)) { text throws(Refusal) in
            Value(try CountText.checked(try CountText.read(text), range))
        } write: {
            "\($0)"
        }
    }
}

extension ValueParser<Double> {
    /// A decimal number.
    package static func factor(_ range: ClosedRange<Int>) -> ValueParser {
        .parsed(accepts: "numbers from \(range.lowerBound) to \(range.upperBound), with a fraction too (1.5)", takesNumbers: true) { text throws(Refusal) in
            var bytes = Array(text.utf8)[...]
            let thousandths = try DecimalText.readPrefix(of: &bytes, what: "number").times(1000)
            guard let thousandths, bytes.isEmpty else { throw Refusal("it is not a number") }
            if thousandths < range.lowerBound * 1000 { throw Refusal("it is less than \(range.lowerBound)") }
            if thousandths > range.upperBound * 1000 { throw Refusal("it is more than \(range.upperBound)") }
            return Double(thousandths) / 1000
        } write: {
            $0 == $0.rounded() ? "\(Int($0))" : "\($0)"
        }
    }
}

extension ValueParser<Int?> {
    /// A number that 0 and `none` switch off.
    package static func countLimit(_ range: ClosedRange<Int>) -> ValueParser {
        ValueParser(.count(offAtZero: true, range)) { text throws(Refusal) in
            if text.lowercased() == "none" { return nil }
            let value = try CountText.read(text)
            return value == 0 ? nil : try CountText.checked(value, range)
        } write: {
            $0.map { "\($0)" } ?? "none"
        }
    }
}
