/// How long a job usually takes: the median of its newest good runs, and how far they are from it. All times are microseconds.
public struct UsualDuration: Sendable, Equatable {
    /// How many of the newest good runs count, and with fewer than how many nothing is said.
    public static let newest = 20, enough = 5

    public var median: Int64
    /// The median of the distances from the median.
    public var spread: Int64

    /// - Parameter times: of good runs, newest first.
    /// - Returns: `nil` for fewer than five.
    public init?(_ times: some Sequence<Int64>) {
        let times = times.prefix(Self.newest).sorted()
        guard times.count >= Self.enough else { return nil }
        let median = times[times.count / 2]
        self.median = median
        spread = times.map { abs($0 - median) }.sorted()[times.count / 2]
    }

    /// Of jobs that take less, nothing is called unusual.
    public static let least: Int64 = 10_000_000

    /// A run that ends well sooner is unusual; `nil`: none is.
    public var shortest: Int64? { median >= Self.least ? median / 10 : nil }

    /// What takes longer is unusual.
    public var longest: Int64 { max(median + 6 * spread, median + median / 2, median + 10_000_000) }
}
