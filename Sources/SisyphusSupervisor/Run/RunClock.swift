import SisyphusCore
import SisyphusUnix

/// The clocks of one run: the wall for people, the monotonic one for limits.
struct RunClock {
    let start: Timestamp
    private let origin: Int64
    private let utc: Bool

    init(utc: Bool) {
        self.utc = utc
        origin = Clock.monotonicMicroseconds()
        start = Clock.wall(utc: utc)
    }

    /// Microseconds since the run began.
    var now: Int64 { Clock.monotonicMicroseconds() - origin }

    var stamp: Stamp { Stamp(time: Clock.wall(utc: utc), elapsed: now) }
}
