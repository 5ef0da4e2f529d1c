/// A set of exit statuses, written as `3,10-19`.
public struct ExitCodes: Sendable, Equatable {
    public var ranges: [ClosedRange<Int32>]

    public init(_ ranges: [ClosedRange<Int32>] = []) {
        self.ranges = ranges
    }

    public func contains(_ code: Int32) -> Bool {
        ranges.contains { $0.contains(code) }
    }
}
