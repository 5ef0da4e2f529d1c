import CSisyphus

/// What processes that were waited for have used, all together.
public struct ResourceUsage: Sendable, Equatable {
    /// Microseconds of CPU time.
    public var userMicroseconds: Int64 = 0
    public var systemMicroseconds: Int64 = 0
    /// The most memory that one of them had resident, in KiB.
    public var maxResidentKiB: Int64 = 0

    public init() {}

    init(_ raw: sis_usage) {
        userMicroseconds = raw.user_us
        systemMicroseconds = raw.system_us
        maxResidentKiB = raw.max_rss_kib
    }
}
