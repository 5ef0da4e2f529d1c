import SisyphusCore

/// What `systemctl show` says about a unit or a timer: `NAME=VALUE`, one a line, a name also several times.
public struct UnitProperties: Sendable {
    /// Those that tell when a timer elapses.
    public static let timer = "TimersCalendar,TimersMonotonic,RandomizedDelayUSec,AccuracyUSec"

    private let lines: [Substring]

    public init(_ text: String) { lines = text.split(separator: "\n") }

    public func values(_ name: String) -> [Substring] { lines.compactMap { $0.hasPrefix(name + "=") ? $0.dropFirst(name.utf8.count + 1) : nil } }

    /// The calendar events of a timer, which come together.
    /// - Returns: `nil`: there are none, or the timer elapses at other times too, which nobody can know beforehand.
    public var schedule: JobSchedule? {
        let events = values("TimersCalendar").compactMap { value in
            // { OnCalendar=*-*-* 04:00:00 ; next_elapse=Sun 2026-11-29 04:00:00 UTC }
            value.firstRange(of: "OnCalendar=").map { "OnCalendar=" + value[$0.upperBound...].prefix { $0 != ";" && $0 != "}" }.trimmed }
        }
        guard !events.isEmpty, values("TimersMonotonic").isEmpty else { return nil }
        return try? JobSchedule(events.joined(separator: ";"))
    }

    /// By how much the timer may elapse later, in microseconds.
    public var delay: Int64 {
        ["RandomizedDelayUSec", "AccuracyUSec"].reduce(0) { sum, name in sum + (values(name).first.flatMap { UnitProperties.span(String($0)) } ?? 0) }
    }

    /// The one that tells how long a service may take to end.
    public static let stop = "TimeoutStopUSec"

    /// The time between the signals of a supervisor that leaves its job as long to end as the service has, but for what the supervisor needs itself afterwards
    /// (microseconds). Without a limit it is that of systemd's own default.
    public var stopGrace: Int64? {
        guard let text = values(Self.stop).first else { return nil }
        guard let limit = text == "infinity" ? 90_000_000 : UnitProperties.span(String(text)), limit > 0 else { return nil }
        return max(limit - 2_000_000, (limit + 1) / 2)
    }

    private static let units: [(name: String, microseconds: Int64)] = [
        ("month", 2_629_800_000_000), ("min", 60_000_000), ("ms", 1000), ("us", 1), ("y", 31_557_600_000_000), ("w", 604_800_000_000), ("d", 86_400_000_000),
        ("h", 3_600_000_000), ("s", 1_000_000),
    ]

    /// A time span as systemd shows it: `1h 30min`, `0`, `5.5s`.
    private static func span(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var sum = 0.0
        for word in text.split(separator: " ") {
            guard let unit = units.first(where: { word.hasSuffix($0.name) }), let number = Double(whole: word.dropLast(unit.name.count)) else { return nil }
            sum += (number * Double(unit.microseconds)).rounded(.down)
        }
        // systemd takes half a million years.
        return 0...Double(1 << 60) ~= sum ? Int64(sum) : nil
    }
}
