/// Spans and moments as tables show them.
public enum ShortText {
    /// `12s`, `3m`, `2h`, `5d`; a moment to come is `in 3m`.
    public static func age(_ moment: Timestamp, now: Timestamp) -> String {
        let seconds = (now.microseconds - moment.microseconds) / 1_000_000
        let text = coarse(seconds.magnitude)
        return seconds < 0 ? "in \(text)" : text
    }

    /// A moment that is awaited: `in 3m`, `3m ago`.
    public static func next(_ moment: Timestamp, now: Timestamp) -> String {
        let text = age(moment, now: now)
        return moment.microseconds > now.microseconds ? text : "\(text) ago"
    }

    /// A span in microseconds: `12s`, `3m`, `2h`, `5d`.
    public static func span(_ microseconds: Int64) -> String { coarse((microseconds + 500_000).magnitude / 1_000_000) }

    private static func coarse(_ seconds: UInt64) -> String {
        switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m"
        case ..<86_400: "\(seconds / 3600)h"
        default: "\(seconds / 86_400)d"
        }
    }

    /// `23ms`, `0.2s`, `45s`, `3m20s`, `2h05m`, `3d4h`.
    public static func duration(_ microseconds: Int64) -> String {
        if microseconds < 100_000 { return "\(max(0, microseconds) / 1000)ms" }
        let tenths = microseconds / 100_000
        let seconds = tenths / 10
        switch seconds {
        case ..<10: return "\(seconds).\(tenths % 10)s"
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m\(two(seconds % 60))s"
        case ..<86_400: return "\(seconds / 3600)h\(two(seconds / 60 % 60))m"
        default: return "\(seconds / 86_400)d\(seconds / 3600 % 24)h"
        }
    }

    /// `2026-11-23 17:45:29`
    public static func moment(_ time: Timestamp) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        time.appendLogText(to: &bytes)
        return String(decoding: bytes.prefix(19), as: UTF8.self)
    }

    /// Without the date if it is today's.
    public static func moment(_ time: Timestamp, near now: Timestamp) -> String {
        let (text, today) = (moment(time), moment(Timestamp(microseconds: now.microseconds, utcOffset: time.utcOffset)))
        return text.prefix(10) == today.prefix(10) ? String(text.dropFirst(11)) : text
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
