/// How old the last good run of a healthy job may be: a number is seconds.
public enum HealthAge: Sendable, Equatable {
    /// It ended at most this long ago.
    case within(Duration)
    /// It ended at this moment or later, in seconds since 1970-01-01 00:00:00 UTC (`Date.timeIntervalSince1970`).
    case since(secondsSince1970: Double)
}

extension HealthAge: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral seconds: Int64) { self = .within(.seconds(seconds)) }
    public init(floatLiteral seconds: Double) { self = .within(.seconds(seconds)) }
}
