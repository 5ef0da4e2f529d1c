import CSisyphus
import Glibc
public import SisyphusCore

/// The clocks.
public enum SystemClock {
    /// Nanoseconds of a clock that nobody can set.
    public static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Microseconds of the same clock.
    public static func monotonicMicroseconds() -> Int64 { monotonic() / 1000 }

    /// Microseconds of a clock that nobody can set and that goes on while the machine sleeps.
    public static func bootMicroseconds() -> Int64 { sis_boot_now() }

    /// The time that the calling thread has computed.
    public static func threadMicroseconds() -> Int64 { read(CLOCK_THREAD_CPUTIME_ID) / 1000 }

    /// The time of day, with the offset of `TZ`, or in UTC.
    public static func wall(utc: Bool = false) -> Timestamp {
        let nanoseconds = read(CLOCK_REALTIME)
        return Timestamp(
            microseconds: nanoseconds / 1000, utcOffset: utc ? 0 : sis_utc_offset(nanoseconds / 1_000_000_000))
    }

    /// A moment, with the offset that local time has then.
    public static func local(microseconds: Int64) -> Timestamp {
        let seconds = microseconds >= 0 ? microseconds / 1_000_000 : -((999_999 - microseconds) / 1_000_000)
        return Timestamp(microseconds: microseconds, utcOffset: sis_utc_offset(seconds))
    }

    /// The moment at which local clocks show this time (mktime(3)); of two, that which the C library chooses, and a time that is
    /// skipped means the moment as long after the change.
    public static func localTimestamp(of time: CivilTime) -> Timestamp {
        var parts = tm()
        parts.tm_year = Int32(clamping: time.year - 1900)
        parts.tm_mon = Int32(time.month - 1)
        parts.tm_mday = Int32(time.day)
        parts.tm_hour = Int32(time.hour)
        parts.tm_min = Int32(time.minute)
        parts.tm_sec = Int32(time.second)
        parts.tm_isdst = -1
        let seconds = mktime(&parts)
        return Timestamp(
            microseconds: Int64(seconds) * 1_000_000 + Int64(time.microsecond), utcOffset: Int32(parts.tm_gmtoff))
    }

    /// Waits; a signal may end it early.
    public static func sleep(microseconds: Int64) {
        var time = timespec(nanoseconds: microseconds * 1000)
        nanosleep(&time, nil)
    }

    /// Whether something keeps the wall clock right, as far as the kernel knows (adjtimex(2)).
    public static var isKeptRight: Bool { sis_clock_is_set() }

    private static func read(_ clock: clockid_t) -> Int64 {
        var now = timespec()
        clock_gettime(clock, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
