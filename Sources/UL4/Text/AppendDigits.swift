/// Appends a whole number without making a string of it.
func appendDigits(_ number: Int, to output: Output) {
    if number < 0 { output.append(UInt8(ascii: "-")) }
    var unit: UInt = 1
    while number.magnitude / unit >= 10 { unit *= 10 }
    while unit > 0 {
        output.append(UInt8(truncatingIfNeeded: 0x30 + number.magnitude / unit % 10))
        unit /= 10
    }
}

/// Appends a number that is not negative with leading zeros.
func appendPadded(_ number: Int, _ width: Int, to output: Output) {
    var unit = 1
    for _ in 1..<width { unit *= 10 }
    while unit > 0 {
        output.append(UInt8(truncatingIfNeeded: 0x30 + number / unit % 10))
        unit /= 10
    }
}

extension CalendarTime {
    /// Appends what `str` gives: seconds and their fraction only if there are any.
    func append(to output: Output) {
        let (year, month, day) = date.civil
        output.appendTwoDigits(year / 100)
        output.appendTwoDigits(year % 100)
        output.append(UInt8(ascii: "-"))
        output.appendTwoDigits(month)
        output.append(UInt8(ascii: "-"))
        output.appendTwoDigits(day)
        output.append(UInt8(ascii: " "))
        output.appendTwoDigits(hour)
        output.append(UInt8(ascii: ":"))
        output.appendTwoDigits(minute)
        guard microseconds % 60_000_000 != 0 else { return }
        output.append(UInt8(ascii: ":"))
        output.appendTwoDigits(second)
        guard microsecond != 0 else { return }
        output.append(UInt8(ascii: "."))
        appendPadded(microsecond, 6, to: output)
    }
}
