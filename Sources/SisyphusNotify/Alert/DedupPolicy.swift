import SisyphusCore

/// When people are told about the outcomes of a job: once, again when the failure is another one or has lasted, and when it is over.
public struct DedupPolicy: Sendable {
    public var on: NotifySettings.TellOn
    /// Failures in a row before anybody is told.
    public var after: Int
    /// Microseconds; `nil`: never again.
    public var remind: Int64?

    /// Failures that can take turns without being told again.
    private static let remembered = 7

    public init(_ settings: NotifySettings) {
        on = settings.tellOn
        after = max(settings.tellAfter, 1)
        remind = settings.tellRemind?.microseconds
    }

    /// Judges a run that ended and takes note of it.
    ///
    /// - Parameters:
    ///   - isQuiet: nobody is to be told of this failure (`--noisykills no`); it counts all the same.
    ///   - now: microseconds since 1970.
    /// - Returns: `nil`: nobody is told.
    public func judge(_ report: RunReport, isQuiet: Bool = false, state: inout NotificationLog, now: Int64) -> Occasion? {
        state.runs[report.status.description, default: 0] += 1
        switch report.status {
        case .interrupted:
            // Whoever ended the run knows; whether the job works is not known.
            return nil
        case .uneventful, .successful:
            state.lastGood = report.end.microseconds
            return recover(&state)
        case .failed, .timeout:
            state.failures += 1
            if state.since == nil { state.since = report.end.microseconds }
            return isQuiet ? nil : fail(Fingerprint.of(report), &state, now)
        }
    }

    private func recover(_ state: inout NotificationLog) -> Occasion? {
        let told = state.told
        let occasion = Occasion.recovery(failures: max(state.failures, 1), since: state.since ?? state.toldAt ?? 0)
        (state.failures, state.since, state.told, state.toldAt, state.toldBefore) = (0, nil, nil, nil, [])
        return told == nil ? nil : occasion
    }

    private func fail(_ key: String, _ state: inout NotificationLog, _ now: Int64) -> Occasion? {
        guard state.failures >= after else { return nil }
        let isSame = state.told == key || state.toldBefore.contains(key)
        if isSame, on == .change {
            // A clock that was set back must not silence reminders for long: count from now.
            if let at = state.toldAt, at > now { state.toldAt = now }
            guard let remind, let at = state.toldAt, now - at >= remind else { return nil }
        }
        if let told = state.told, told != key {
            state.toldBefore = state.toldBefore.filter { $0 != key && $0 != told }.suffix(DedupPolicy.remembered - 1) + [told]
        }
        state.told = key
        state.toldAt = now
        return .failure(count: state.failures, isReminder: isSame && on == .change)
    }
}
