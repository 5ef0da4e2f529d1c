/// Whether a run whose try failed tries again, and when.
public struct RetryPlan: Sendable, Equatable {
    private let settings: RunSettings.Retries
    /// Of the whole run, in microseconds.
    private let maxtime: Int64?
    /// The try that goes on, counted from 1.
    public private(set) var attempt = 1

    public init(_ settings: RunSettings) {
        (self.settings, maxtime) = (settings.retries, settings.maxtime?.microseconds)
    }

    /// Whether there may be several tries at all.
    public var isOn: Bool { settings.count > 0 }
    /// How many there are at most.
    public var most: Int { settings.count + 1 }

    public enum Decision: Sendable, Equatable {
        /// How this try ended is how the run ends.
        case over
        /// The same, because `--maxtime` would end the next try before it began.
        case noTime
        /// Microseconds.
        case again(after: Int64)
    }

    /// Whether a try that ends now by itself, or by its limit, would be followed by another one.
    public func mayFollow(at elapsed: Int64) -> Bool { attempt < most && maxtime.map { elapsed < $0 } ?? true }

    /// Judges a try that has ended, and counts the next one.
    ///
    /// - Parameter elapsed: microseconds since the run began.
    public mutating func decide(_ outcome: Outcome, _ ending: Termination, at elapsed: Int64) -> Decision {
        guard attempt < most, outcome.status == .failed || outcome.status == .timeout, ending.stopSignal == nil, ending.survivors.isEmpty,
            ending.cause != .keeperLost
        else { return .over }
        if let codes = settings.codes, case .exited(let status) = outcome.exit, !codes.contains(status) { return .over }
        let pause = RetryPlan.pause(settings, after: attempt)
        if let maxtime, elapsed.addingClamped(pause) >= maxtime { return .noTime }
        attempt += 1
        return .again(after: pause)
    }

    private static func pause(_ settings: RunSettings.Retries, after attempt: Int) -> Int64 {
        let most = Double((settings.maxDelay ?? .seconds(36_525 * 86_400)).microseconds)
        var pause = Double(settings.delay.microseconds)
        for _ in 1..<attempt where pause > 0 && pause < most { pause *= settings.backoff }
        return Int64(min(pause, most))
    }
}
