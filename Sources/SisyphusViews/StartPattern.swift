public import SisyphusCore

/// When a job starts, as far as its records show a rhythm: what tells when it should run next, and whether it has not.
///
/// The rhythm is the median of the pauses between its newest starts, if three quarters of them are about as long. A job that rests at night or over the
/// weekend pauses longer: where the rhythm says that it is late, the same time a day and a week ago is looked at, and a pause that was there too
/// explains this one.
public struct StartPattern: Sendable, Equatable {
    /// The usual time between two starts, in microseconds.
    public let interval: Int64
    /// When the next start is expected.
    public private(set) var next: Timestamp
    private let last: Timestamp

    /// What starts more often is a test by hand or a loop, of which nobody expects the next start.
    private static let shortest: Int64 = 20_000_000

    /// - Parameter starts: newest first.
    /// - Returns: `nil` for fewer than six, and where there is no rhythm.
    public init?(starts: [Timestamp]) {
        let pauses = zip(starts, starts.dropFirst()).map { $0.microseconds - $1.microseconds }.sorted()
        guard pauses.count >= 5, let last = starts.first else { return nil }
        let median = pauses[pauses.count / 2]
        let tolerance = max(median / 10, 2_000_000)
        guard median >= Self.shortest, pauses.count(where: { abs($0 - median) <= tolerance }) * 4 >= pauses.count * 3 else { return nil }
        (interval, self.last) = (median, last)
        next = Timestamp(microseconds: last.microseconds + median, utcOffset: last.utcOffset)
    }

    /// Whether the next start is overdue.
    public func isLate(_ now: Timestamp) -> Bool { now.microseconds > next.microseconds + slack }

    /// A tenth of the interval, but two minutes at least, and no more than an hour and a half: clocks that change are no delay.
    private var slack: Int64 { min(max(interval / 10, 120_000_000), 5_400_000_000) }

    /// How long ago other starts could explain why there is none now, in microseconds: a week, a day.
    public func explanations(_ now: Timestamp) -> [Int64] {
        let day: Int64 = 86_400_000_000
        // Whoever paused for longer than any weekend has stopped.
        guard isLate(now), now.microseconds - last.microseconds < 8 * day else { return [] }
        return [7 * day, day].filter { interval < $0 }
    }

    /// Takes the two starts around the same time so long ago.
    /// - Returns: whether the pause between them explains this one.
    public mutating func explain(by before: Timestamp, _ after: Timestamp, ago: Int64) -> Bool {
        // By local clocks, as schedules are.
        func local(_ moment: Timestamp) -> Int64 { moment.microseconds + Int64(moment.utcOffset) * 1_000_000 }
        guard local(last) + slack >= local(before) + ago else { return false }
        next = Timestamp(microseconds: local(after) + ago - Int64(last.utcOffset) * 1_000_000, utcOffset: last.utcOffset)
        return true
    }
}
