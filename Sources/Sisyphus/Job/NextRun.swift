public import SisyphusCore

/// When a repeating job runs again: a number is seconds after the end of the run.
public typealias NextRun = RunSettings.NextRun

extension RunSettings.NextRun: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral seconds: Int64) {
        self = .after(.seconds(seconds))
    }

    public init(floatLiteral seconds: Double) {
        self = .after(.seconds(seconds))
    }

    /// At this moment, in seconds since 1970-01-01 00:00:00 UTC (`Date.timeIntervalSince1970`); one that is past means at once.
    public static func moment(secondsSince1970 seconds: Double) -> NextRun {
        .moment(Timestamp(microseconds: Int64(seconds * 1_000_000)))
    }
}
