/// A moment of the wall clock together with the offset of local time at that moment.
public struct Timestamp: Hashable, Sendable {
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    public var microseconds: Int64
    /// Seconds that local time is ahead of UTC (negative: behind).
    public var utcOffset: Int32

    public init(microseconds: Int64, utcOffset: Int32 = 0) {
        self.microseconds = microseconds
        self.utcOffset = utcOffset
    }
}

extension Timestamp: Comparable {
    /// Orders by the moment, whatever the offset.
    public static func < (one: Timestamp, other: Timestamp) -> Bool {
        one.microseconds < other.microseconds
    }
}

/// One reading of both clocks: all lines that arrive with one `read` carry the same stamp.
public struct Stamp: Hashable, Sendable {
    /// The wall clock.
    public var time: Timestamp
    /// Microseconds of the monotonic clock since the run began; never negative, unaffected by clock jumps.
    public var elapsed: Int64

    public init(time: Timestamp, elapsed: Int64) {
        self.time = time
        self.elapsed = elapsed
    }

    /// The same clocks when the monotonic one had come to `elapsed`, which is not later than this.
    public func back(to elapsed: Int64) -> Stamp {
        let elapsed = max(min(elapsed, self.elapsed), 0)
        return Stamp(time: Timestamp(microseconds: time.microseconds - (self.elapsed - elapsed), utcOffset: time.utcOffset), elapsed: elapsed)
    }
}
