/// Writes the times of log lines; the seconds that stay the same are kept from line to line.
struct StampText {
    private var second = Int64.min
    private var offset = Int32.min
    private var date: [UInt8] = []

    /// `YYYY-MM-DD HH:MM:SS.ffffff`, with the given byte between date and time.
    mutating func appendTime(_ time: Timestamp, separator: UInt8, to buffer: ByteBuffer) {
        let (second, microsecond) = time.microseconds.flooredDivision(by: 1_000_000)
        if second != self.second || time.utcOffset != offset {
            self.second = second
            offset = time.utcOffset
            date = StampText.dateAndTime(CivilTime(time))
        }
        buffer.append(date)
        let room = buffer.reserve(7)
        (room - 9)[0] = separator
        room[0] = UInt8(ascii: ".")
        StampText.write(microsecond, digits: 6, at: room + 1)
        buffer.commit(7)
    }

    /// `H:MM:SS.ffffff`, with days as in `1 day, 1:01:01.000005`.
    static func appendElapsed(_ microseconds: Int64, to buffer: ByteBuffer) {
        let microseconds = max(microseconds, 0)
        let seconds = microseconds / 1_000_000
        let days = seconds / 86_400
        if days > 0 { buffer.append("\(days) day\(days == 1 ? "" : "s"), ") }
        let hours = seconds / 3600 % 24
        if hours >= 10 { buffer.append(UInt8(0x30 + hours / 10)) }
        let room = buffer.reserve(14)
        room[0] = UInt8(0x30 + hours % 10)
        room[1] = UInt8(ascii: ":")
        write(seconds / 60 % 60, digits: 2, at: room + 2)
        room[4] = UInt8(ascii: ":")
        write(seconds % 60, digits: 2, at: room + 5)
        room[7] = UInt8(ascii: ".")
        write(microseconds % 1_000_000, digits: 6, at: room + 8)
        buffer.commit(14)
    }

    /// Seconds as a decimal number with six digits after the point.
    static func appendSeconds(_ microseconds: Int64, to buffer: ByteBuffer) {
        buffer.append(String(max(microseconds, 0) / 1_000_000))
        let room = buffer.reserve(7)
        room[0] = UInt8(ascii: ".")
        write(max(microseconds, 0) % 1_000_000, digits: 6, at: room + 1)
        buffer.commit(7)
    }

    /// `+01:00`, `Z` when there is no offset (RFC 3339).
    static func appendOffset(_ seconds: Int32, to buffer: ByteBuffer) {
        let minutes = Int64(seconds.magnitude) / 60
        guard minutes > 0 else { return buffer.append(UInt8(ascii: "Z")) }
        let room = buffer.reserve(6)
        room[0] = seconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
        write(minutes / 60, digits: 2, at: room + 1)
        room[3] = UInt8(ascii: ":")
        write(minutes % 60, digits: 2, at: room + 4)
        buffer.commit(6)
    }

    /// `Nov  8 01:02:03`, as syslog(3) writes it (RFC 3164, 4.1.2).
    static func syslogText(_ time: Timestamp) -> String {
        let civil = CivilTime(time)
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][civil.month - 1]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(month) \(civil.day < 10 ? " " : "")\(civil.day) \(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
    }

    private static func dateAndTime(_ time: CivilTime) -> [UInt8] {
        let buffer = ByteBuffer(capacity: 64)
        let room = buffer.reserve(19)
        write(Int64(time.year), digits: 4, at: room)
        let parts = [(time.month, "-"), (time.day, "-"), (time.hour, " "), (time.minute, ":"), (time.second, ":")]
        for (position, (value, separator)) in parts.enumerated() {
            room[4 + 3 * position] = separator.utf8.first!
            write(Int64(value), digits: 2, at: room + 5 + 3 * position)
        }
        buffer.commit(19)
        return buffer.array
    }

    private static func write(_ value: Int64, digits: Int, at place: UnsafeMutablePointer<UInt8>) {
        var value = value
        for index in stride(from: digits - 1, through: 0, by: -1) {
            place[index] = UInt8(0x30 + value % 10)
            value /= 10
        }
    }
}
