public import struct FoundationEssentials.Date
public import SisyphusCore
import SisyphusUnix

/// When a repeating job runs again: a number is seconds after the end of the run.
public typealias NextRun = RunSettings.NextRun

extension HealthAge {
    /// The time span that this means now. A moment that has not come means none at all.
    var duration: Duration {
        switch self {
        case .within(let duration): duration
        case .since(let seconds): max(.zero, .microseconds(SystemClock.wall().microseconds - Timestamp(secondsSince1970: seconds).microseconds))
        }
    }
}

extension Timestamp {
    /// A moment as a date counts it. What lies outside of the years that times are written in becomes the first or last of them, 0001 or
    /// 9999; what is no number becomes the first.
    init(secondsSince1970 seconds: Double) {
        let years = -62_135_596_800.0...253_402_300_799.0
        self.init(microseconds: Int64((seconds.isNaN ? years.lowerBound : min(max(seconds, years.lowerBound), years.upperBound)) * 1_000_000))
    }
}

extension Timestamp {
    init(_ date: Date) { self.init(secondsSince1970: date.timeIntervalSince1970) }
}

extension RunSettings.NextRun: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// A number is seconds.
    public init(integerLiteral seconds: Int64) {
        self = .after(.seconds(seconds))
    }

    /// A number is seconds.
    public init(floatLiteral seconds: Double) {
        self = .after(.seconds(seconds))
    }

    /// At this moment; one that is past means at once, and so does what is no date.
    public static func at(_ date: Date) -> NextRun { .moment(Timestamp(date)) }
}

extension HealthAge {
    /// It ended at this moment or later.
    public static func since(_ date: Date) -> HealthAge { .since(secondsSince1970: date.timeIntervalSince1970) }
}

extension Date {
    init(_ moment: Timestamp) { self.init(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000) }
}
