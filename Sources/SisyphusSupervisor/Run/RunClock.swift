import SisyphusCore
import SisyphusUnix

/// The clocks of one run: the wall for people, the monotonic one for limits.
struct RunClock {
    let start: Timestamp
    /// What the monotonic clock showed when the run began, in microseconds.
    let origin: Int64
    private let utc: Bool

    init(utc: Bool) {
        self.utc = utc
        origin = SystemClock.monotonicMicroseconds()
        start = SystemClock.wall(utc: utc)
    }

    /// Microseconds since the run began.
    var now: Int64 { SystemClock.monotonicMicroseconds() - origin }

    var stamp: Stamp { Stamp(time: SystemClock.wall(utc: utc), elapsed: now) }
}
