/// Appends a whole number without making a string of it.
func appendDigits(_ number: Int, to output: inout [UInt8]) {
    if number < 0 { output.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = output.count
    repeat {
        output.append(UInt8(0x30 + rest % 10))
        rest /= 10
    } while rest > 0
    output[start...].reverse()
}

/// Appends a number that is not negative with leading zeros.
func appendPadded(_ number: Int, _ width: Int, to output: inout [UInt8]) {
    var unit = 1
    for _ in 1..<width { unit *= 10 }
    while unit > 0 {
        output.append(UInt8(0x30 + number / unit % 10))
        unit /= 10
    }
}

extension CalendarTime {
    /// Appends what `str` gives: seconds and their fraction only if there are any.
    func append(to output: inout [UInt8]) {
        let (year, month, day) = date.civil
        appendPadded(year, 4, to: &output)
        output.append(UInt8(ascii: "-"))
        appendPadded(month, 2, to: &output)
        output.append(UInt8(ascii: "-"))
        appendPadded(day, 2, to: &output)
        output.append(UInt8(ascii: " "))
        appendPadded(hour, 2, to: &output)
        output.append(UInt8(ascii: ":"))
        appendPadded(minute, 2, to: &output)
        guard microseconds % 60_000_000 != 0 else { return }
        output.append(UInt8(ascii: ":"))
        appendPadded(second, 2, to: &output)
        guard microsecond != 0 else { return }
        output.append(UInt8(ascii: "."))
        appendPadded(microsecond, 6, to: &output)
    }
}
