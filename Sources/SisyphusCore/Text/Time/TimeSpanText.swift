/// A span of time as people read it: `0:01:00`, `1 day, 1:01:01.000005`, `-1 day, 23:59:57`
/// (the form of Python's `str(timedelta)`, which the original uses).
public enum TimeSpanText {
    /// The fraction is left out when it is zero.
    public static func text(microseconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(microseconds: microseconds, alwaysFraction: false, to: &bytes)
        return bytes.text
    }

    /// In words for people, rounded to what they read: `24 ms`, `1.2s`, `3m20s`, `2h5m`, `3d4h`.
    public static func words(microseconds: Int64) -> String {
        let milliseconds = (max(microseconds, 0) + 500) / 1000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = (milliseconds + 50) / 100
        if tenths < 100 { return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s" }
        let seconds = (milliseconds + 500) / 1000
        let parts: [(Int64, String)] =
            switch seconds {
            case ..<3600: [(seconds / 60, "m"), (seconds % 60, "s")]
            case ..<86_400: [(seconds / 3600, "h"), (seconds / 60 % 60, "m")]
            default: [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h")]
            }
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }

    /// - Parameter alwaysFraction: Six digits of fraction even when they are zero, as in the columns of the log.
    public static func append(microseconds: Int64, alwaysFraction: Bool, to bytes: inout [UInt8]) {
        let (days, inDay) = microseconds.flooredDivision(by: 86_400_000_000)
        if days != 0 {
            bytes.appendDecimal(Int(days), width: 1)
            bytes.append(days.magnitude == 1 ? " day, " : " days, ")
        }
        let seconds = Int(inDay / 1_000_000)
        bytes.appendDecimal(seconds / 3600, width: 1)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(seconds / 60 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(seconds % 60, width: 2)
        let fraction = Int(inDay % 1_000_000)
        guard alwaysFraction || fraction != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.appendDecimal(fraction, width: 6)
    }
}

extension Duration {
    /// Whole microseconds, rounded down and clamped to 285 years, so that they can be added to any time.
    public var microseconds: Int64 {
        let limit: Int64 = 9_000_000_000
        let (seconds, attoseconds) = components
        if seconds >= limit { return limit * 1_000_000 }
        if seconds < -limit { return -limit * 1_000_000 }
        return seconds * 1_000_000 + attoseconds.flooredDivision(by: 1_000_000_000_000).quotient
    }

    /// `0:01:00`, see `TimeSpanText`.
    public var spanText: String { TimeSpanText.text(microseconds: microseconds) }
}

/// `0:01:00`, see `TimeSpanText`.
func timedelta(_ microseconds: Int64) -> String { TimeSpanText.text(microseconds: microseconds) }
