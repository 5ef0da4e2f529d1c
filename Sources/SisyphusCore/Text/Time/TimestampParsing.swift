extension Timestamp {
    /// Reads a date with time and offset as RFC 3339 writes it (`Z` and fractions of up to nine digits included, cut to
    /// microseconds); `nil` for anything else. The leap second `:60` counts as the first moment of the next minute.
    public init?(rfc3339 text: String) {
        var text = text
        guard let parsed = text.withUTF8({ Timestamp(rfc3339: $0) }) else { return nil }
        self = parsed
    }

    /// The same for bytes.
    public init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        if let timestamp = Timestamp(ownForm: bytes) {
            self = timestamp
            return
        }
        var reader = DigitReader(bytes)
        let date = reader.date(separator: UInt8(ascii: "T"), time: UInt8(ascii: ":"))
        var microsecond = 0
        if reader.next == UInt8(ascii: ".") {
            reader.expect(UInt8(ascii: "."))
            guard let fraction = reader.fraction() else { return nil }
            microsecond = fraction
        }
        guard let offset = reader.offset(), reader.isAtEnd, !reader.failed, var civil = date.valid(leapSecond: true) else { return nil }
        civil.microsecond = microsecond
        self = civil.timestamp(utcOffset: offset)
    }
}

extension Timestamp {
    /// As `rfc3339` writes it: thousands are read for a table.
    private init?(ownForm bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 32, let base = bytes.baseAddress else { return nil }
        var odd: UInt8 = 0
        func expect(_ byte: UInt8, _ place: Int) { odd |= base[place] ^ byte }
        func number(_ place: Int, _ count: Int) -> Int {
            var value = 0
            for at in place..<(place + count) {
                let digit = base[at] &- UInt8(ascii: "0")
                odd |= digit < 10 ? 0 : 1
                value = value &* 10 &+ Int(digit)
            }
            return value
        }
        for place in [4, 7] { expect(UInt8(ascii: "-"), place) }
        for place in [13, 16, 29] { expect(UInt8(ascii: ":"), place) }
        expect(UInt8(ascii: "T"), 10)
        expect(UInt8(ascii: "."), 19)
        let civil = CivilTime(
            year: number(0, 4), month: number(5, 2), day: number(8, 2), hour: number(11, 2), minute: number(14, 2), second: number(17, 2),
            microsecond: number(20, 6))
        let (hours, minutes) = (number(27, 2), number(30, 2))
        let sign: Int32 = base[26] == UInt8(ascii: "-") ? -1 : 1
        guard odd == 0, sign < 0 || base[26] == UInt8(ascii: "+"), hours < 24, minutes < 60, civil.valid() != nil else { return nil }
        self = civil.timestamp(utcOffset: sign * Int32(hours * 3600 + minutes * 60))
    }
}

extension DigitReader {
    /// `YYYY-MM-DD`, a separator, `HH`, `MM`, `SS`; look at `failed` and `valid` afterwards.
    mutating func date(separator: UInt8, time: UInt8) -> CivilTime {
        let year = number(4)
        expect(UInt8(ascii: "-"))
        let month = number(2)
        expect(UInt8(ascii: "-"))
        let day = number(2)
        expect(separator)
        let hour = number(2)
        expect(time)
        let minute = number(2)
        expect(time)
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: number(2))
    }

    fileprivate mutating func fraction() -> Int? {
        var value = 0
        var digits = 0
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
            let digit = number(1)
            if digits < 6 { value = value * 10 + digit }
            digits += 1
        }
        guard 1...9 ~= digits else { return nil }
        for _ in min(digits, 6)..<6 { value *= 10 }
        return value
    }

    fileprivate mutating func offset() -> Int32? {
        guard let sign = next else { return nil }
        expect(sign)
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let hours = number(2)
        expect(UInt8(ascii: ":"))
        let minutes = number(2)
        guard !failed, hours < 24, minutes < 60 else { return nil }
        return Int32(hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}

extension CivilTime {
    /// The time itself if such a date and time exist.
    func valid(leapSecond: Bool = false) -> CivilTime? {
        guard 1...12 ~= month, 1...CivilTime.days(inMonth: month, of: year) ~= day, 0..<24 ~= hour, 0..<60 ~= minute,
            0...(leapSecond ? 60 : 59) ~= second
        else { return nil }
        return self
    }

    /// How many days a month has.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
