public import SisyphusCore

/// A time zone: how far its clocks are ahead of UTC, and when that changes.
public struct ZoneRules: Sendable, Equatable {
    /// As tzdata calls it, `Europe/Berlin`; empty for a zone that has no such name.
    public let name: String
    /// By their starts; the first one begins before all time.
    let periods: [Period]

    /// A stretch of time in which clocks are not set.
    struct Period: Sendable, Equatable {
        /// Seconds since 1970-01-01 00:00:00 UTC.
        var start: Int64
        /// Seconds that clocks are ahead of UTC.
        var offset: Int64
    }

    public static let utc = ZoneRules(name: "UTC", periods: [Period(start: .min, offset: 0)])

    /// Rules for times after the last change that a zone lists are followed until this year.
    static let lastYear = 2199

    init(name: String, periods: [Period]) {
        (self.name, self.periods) = (name, periods)
    }

    /// - Parameter moment: in seconds since 1970-01-01 00:00:00 UTC.
    public func offset(at moment: Int64) -> Int32 { Int32(clamping: periods[index(of: moment)].offset) }

    /// The moment as a timestamp with the offset of this zone.
    public func timestamp(_ moment: Int64) -> Timestamp { Timestamp(microseconds: moment * 1_000_000, utcOffset: offset(at: moment)) }

    /// The moments at which clocks show a local time: none when it is skipped, two when it comes twice.
    /// - Parameter local: in seconds as if the clock ran in UTC.
    public func moments(showing local: Int64) -> [Int64] {
        let around = max(index(of: local - 93_600), 0)...index(of: local + 93_600)
        return around.compactMap { index in
            let moment = local - periods[index].offset
            return moment >= periods[index].start && moment < end(of: index) ? moment : nil
        }
    }

    /// The period that a moment is in.
    func index(of moment: Int64) -> Int {
        var (low, high) = (0, periods.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if periods[middle].start <= moment { low = middle } else { high = middle }
        }
        return low
    }

    func end(of index: Int) -> Int64 { index + 1 < periods.count ? periods[index + 1].start : .max }

    /// How far clocks were set forward (negative: back) at the start of a period.
    func change(at index: Int) -> Int64 { index == 0 ? 0 : periods[index].offset - periods[index - 1].offset }

    /// The next changes of the clocks: what they showed and what they show from then on, in seconds as if they ran in UTC.
    package func changes(after moment: Int64, before end: Int64) -> [(old: Int64, new: Int64)] {
        (index(of: moment) + 1..<periods.count).prefix { periods[$0].start < end }.map { index in
            (periods[index].start + periods[index - 1].offset, periods[index].start + periods[index].offset)
        }
    }
}
