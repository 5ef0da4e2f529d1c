extension Timestamp {
    /// As in the first column of a log: `2026-11-23 17:45:29.773522`, local time, always six digits of fraction.
    public var logText: String {
        var bytes: [UInt8] = []
        appendLogText(to: &bytes)
        return bytes.text
    }

    /// Appends `logText` without making a string of it.
    public func appendLogText(to bytes: inout [UInt8]) {
        append(to: &bytes, between: UInt8(ascii: " "), inTime: UInt8(ascii: ":"), beforeFraction: UInt8(ascii: "."))
    }

    /// For people in other places: `2026-11-23 17:45:29 +01:00`, without the fraction.
    public var textWithZone: String { logText.prefix(19) + " " + rfc3339.suffix(6) }

    /// The name of a log without its suffix: `2026-11-23 17-45-29_768481`.
    public var fileStem: String {
        var bytes: [UInt8] = []
        append(to: &bytes, between: UInt8(ascii: " "), inTime: UInt8(ascii: "-"), beforeFraction: UInt8(ascii: "_"))
        return bytes.text
    }

    /// As in records: `2026-11-23T17:45:29.773522+01:00` (RFC 3339, always with a numeric offset).
    ///
    /// RFC 3339 knows no seconds in an offset; for the local mean times of the 19th century they are cut off and the
    /// shown time moves along, so that the moment stays exact.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        let shown = Timestamp(microseconds: microseconds, utcOffset: utcOffset / 60 * 60)
        shown.append(
            to: &bytes, between: UInt8(ascii: "T"), inTime: UInt8(ascii: ":"), beforeFraction: UInt8(ascii: "."))
        let minutes = Int((shown.utcOffset / 60).magnitude)
        bytes.append(UInt8(ascii: shown.utcOffset < 0 ? "-" : "+"))
        bytes.appendDecimal(minutes / 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(minutes % 60, width: 2)
        return bytes.text
    }

    /// The same without a fraction: `2026-11-23T17:45:29+01:00`.
    public var rfc3339Seconds: String {
        let text = rfc3339.utf8
        return String(decoding: text.prefix(19), as: UTF8.self) + String(decoding: text.suffix(6), as: UTF8.self)
    }

    private func append(to bytes: inout [UInt8], between: UInt8, inTime: UInt8, beforeFraction: UInt8) {
        let civil = CivilTime(self)
        bytes.appendDecimal(civil.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(civil.month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(civil.day, width: 2)
        bytes.append(between)
        bytes.appendDecimal(civil.hour, width: 2)
        bytes.append(inTime)
        bytes.appendDecimal(civil.minute, width: 2)
        bytes.append(inTime)
        bytes.appendDecimal(civil.second, width: 2)
        bytes.append(beforeFraction)
        bytes.appendDecimal(civil.microsecond, width: 6)
    }
}
