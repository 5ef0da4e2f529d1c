/// Reads time spans: `90`, `1.5`, `3m`, `2h30m`, `1d12h`, `250ms`.
package enum DurationText {
    static let accepted = "seconds (90, 1.5) or units from w to ms (3m, 2h30m, 12h, 30d, 250ms)"
    static let acceptedDays = "days (30, 0.5) or units from w to ms (12h, 30d, 2w)"

    /// Units from large to small, with their length in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    /// Thirty thousand years would overflow the nanoseconds of the monotonic clock; a century is enough for a job.
    private static let longest: Duration = .seconds(36_525 * 86_400)

    package static func read(_ text: String, unit: OptionKind.DurationUnit) throws(Refusal) -> Duration {
        var bytes = Array(text.utf8)[...]
        guard let first = bytes.first else { throw Refusal("it is empty") }
        guard first != UInt8(ascii: "-") else { throw Refusal("a duration is never negative") }
        var total: Duration = .zero
        var smallest = -1
        var isZero = true
        while !bytes.isEmpty {
            let number = try DecimalText.readPrefix(of: &bytes, what: "duration")
            let letters = bytes.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
            bytes = bytes.dropFirst(letters.count)
            let milliseconds: Int64
            if letters.isEmpty {
                guard smallest < 0, bytes.isEmpty else { throw Refusal("a unit is missing") }
                milliseconds = unit == .days ? 86_400_000 : 1000
            } else {
                let name = String(decoding: letters, as: UTF8.self)
                guard let index = units.firstIndex(where: { $0.name == name }) else { throw Refusal("there is no unit \"\(name.shownInError)\"") }
                guard index > smallest else { throw Refusal("units go from large to small, each once") }
                smallest = index
                milliseconds = units[index].milliseconds
            }
            guard let span = number.times(milliseconds * 1_000_000), case let sum = total + .nanoseconds(span), sum <= longest else {
                throw Refusal("it is longer than a hundred years")
            }
            total = sum
            isZero = isZero && number.isZero
        }
        // Clocks count microseconds, and 0 switches limits off.
        return isZero ? .zero : max(total, .microseconds(1))
    }

    /// A whole number in the option's own unit, whole hours as such, else seconds.
    static func write(_ duration: Duration, unit: OptionKind.DurationUnit) -> String {
        let microseconds = duration.microseconds
        let day: Int64 = 86_400_000_000
        if unit == .days, microseconds % day == 0 { return "\(microseconds / day)" }
        let hour: Int64 = 3_600_000_000
        if microseconds > 0, microseconds % hour == 0 { return "\(microseconds / hour)h" }
        let seconds = Double(microseconds) / 1_000_000
        return (seconds == seconds.rounded() ? "\(Int64(seconds))" : "\(seconds)") + (unit == .days ? "s" : "")
    }
}

extension ValueParser<Duration> {
    /// A time span; zero is one.
    public static var duration: ValueParser {
        ValueParser(.duration(offAtZero: false, unit: .seconds)) { text throws(Refusal) in
            try DurationText.read(text, unit: .seconds)
        } write: {
            DurationText.write($0, unit: .seconds)
        }
    }
}

extension ValueParser<Duration?> {
    /// A time span; `auto` is none.
    package static var automaticDuration: ValueParser {
        .parsed(accepts: DurationText.accepted + ", and auto", takesNumbers: true) { text throws(Refusal) in
            text.lowercased() == "auto" ? nil : try DurationText.read(text, unit: .seconds)
        } write: {
            $0.map { DurationText.write($0, unit: .seconds) } ?? "auto"
        }
    }

    /// A time span that 0 and `none` switch off.
    public static func limit(in unit: OptionKind.DurationUnit = .seconds) -> ValueParser {
        ValueParser(.duration(offAtZero: true, unit: unit)) { text throws(Refusal) in
            if text.lowercased() == "none" { return nil }
            let value = try DurationText.read(text, unit: unit)
            return value == .zero ? nil : value
        } write: {
            $0.map { DurationText.write($0, unit: unit) } ?? "none"
        }
    }
}
