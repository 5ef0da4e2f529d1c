/// Reads when a repeating job runs again: a time span, or a date with or without a time (`2026-11-24 06:30`).
package enum NextRunText {
    static let accepted = DurationText.accepted + ", or a local date and time (2026-11-24 06:30, 2026-11-24T06:30:00), or none"

    package static func read(_ text: String) throws(Refusal) -> RunSettings.NextRun? {
        if text.lowercased() == "none" { return nil }
        let bytes = Array(text.utf8)
        if bytes.count >= 10, bytes[4] == UInt8(ascii: "-") { return .at(try date(bytes)) }
        return .after(try DurationText.read(text, unit: .seconds))
    }

    private static func date(_ bytes: [UInt8]) throws(Refusal) -> CivilTime {
        var reader = DateDigits(bytes)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"), let day = reader.number(2)
        else { throw Refusal("it is not a date") }
        var time = CivilTime(year: year, month: month, day: day)
        if !reader.isAtEnd {
            guard reader.skip(" ") || reader.skip("T"), let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2) else {
                throw Refusal("it is not a date and time")
            }
            (time.hour, time.minute) = (hour, minute)
            if reader.skip(":") {
                guard let second = reader.number(2) else { throw Refusal("its seconds are missing") }
                time.second = second
            }
            guard reader.isAtEnd else { throw Refusal("something follows the time") }
        }
        guard (1...12).contains(month), day >= 1, time.hour < 24, time.minute < 60, time.second < 60,
            CivilTime(time.timestamp(utcOffset: 0)) == time
        else { throw Refusal("there is no such date or time") }
        return time
    }
}

extension ValueParser<RunSettings.NextRun?> {
    package static var nextRun: ValueParser {
        .parsed(accepts: NextRunText.accepted, takesNumbers: true) { text throws(Refusal) in
            try NextRunText.read(text)
        } write: { next in
            switch next {
            case nil: "none"
            case .after(let time): DurationText.write(time, unit: .seconds)
            case .at, .moment: nil
            }
        }
    }
}

/// Takes fixed-width numbers and single characters from a text.
private struct DateDigits {
    private var rest: ArraySlice<UInt8>
    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ width: Int) -> Int? {
        guard rest.count >= width, rest.prefix(width).allSatisfy(\.isDigit) else { return nil }
        defer { rest = rest.dropFirst(width) }
        return rest.prefix(width).reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
