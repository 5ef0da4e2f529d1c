public import SisyphusCore

/// When people are told about the outcomes of a job: once, again when the failure is another one or has lasted, and when it is over.
public struct DedupPolicy: Sendable {
    public var on: NotifySettings.TellOn
    /// Failures in a row before anybody is told.
    public var after: Int
    /// Microseconds; `nil`: never again.
    public var remind: Int64?
    /// Microseconds in which a job that fails and works by turns is flapping; `nil`: each change is told.
    public var window: Int64?

    /// Failures that can take turns without being told again.
    private static let remembered = 7
    /// Failures, each after the job had worked, that make it flap.
    private static let relapses = 3

    public init(_ settings: NotifySettings) {
        on = settings.tellOn
        after = max(settings.tellAfter, 1)
        remind = settings.tellRemind?.microseconds
        window = on == .every ? nil : settings.tellFlapping?.microseconds
    }

    /// Judges a run that ended and takes note of it.
    ///
    /// - Parameters:
    ///   - isQuiet: nobody is to be told of this failure (`--noisykills no`); it counts all the same.
    ///   - known: a failure that somebody knows of: nobody is told of it again.
    ///   - now: microseconds since 1970.
    /// - Returns: `nil`: nobody is told.
    public func judge(
        _ report: RunReport, isQuiet: Bool = false, known: Acknowledgement? = nil, state: inout NotificationLog, now: Int64
    ) -> Occasion? {
        state.judged = report.id
        state.runs[report.status.description, default: 0] += 1
        switch report.status {
        case .interrupted:
            // Whoever ended the run knows; whether the job works is not known.
            return nil
        case .uneventful, .successful:
            state.lastGood = report.end.microseconds
            return recover(&state, now)
        case .failed, .timeout:
            state.failures += 1
            if state.since == nil { state.since = report.end.microseconds }
            let key = Fingerprint.of(report)
            return isQuiet || known?.covers(key, lastGood: state.lastGood) == true ? nil : fail(key, &state, now)
        }
    }

    /// Judges that nothing was started for a scheduled moment, and takes note of it: as a failure, so that a run which ends well is the recovery.
    ///
    /// - Parameter report: its id stands for the moment; what was judged before with the same one is told again only as a reminder.
    public func judge(missing report: RunReport, state: inout NotificationLog, now: Int64) -> Occasion? {
        let isKnown = state.judged == report.id
        if !isKnown {
            state.judged = report.id
            state.failures += 1
            state.missed += 1
            if state.since == nil { state.since = now }
        }
        return fail(Fingerprint.of(report), &state, now, isKnown: isKnown)
    }

    /// Takes note that a job is not overdue any more though none of its runs said so, as where they tell nobody.
    public func judge(noLongerMissing report: RunReport, state: inout NotificationLog, now: Int64) -> Occasion? {
        state.judged = report.id
        return recover(&state, now)
    }

    private func recover(_ state: inout NotificationLog, _ now: Int64) -> Occasion? {
        var occasion: Occasion? = .recovery(
            failures: max(state.failures, 1), missed: state.missed, since: state.since ?? state.toldAt ?? 0)
        state.missed = 0
        if let flapping = state.flapping {
            if state.failures > 0 { state.flapping?.changed = now }
            (state.failures, state.since) = (0, nil)
            guard hasSettled(&state, now) else { return nil }
            occasion = .settled(times: flapping.times, since: flapping.since)
        }
        if state.told == nil { occasion = nil }
        (state.failures, state.since, state.told, state.toldAt, state.toldBefore) = (0, nil, nil, nil, [])
        return occasion
    }

    private func fail(_ key: String, _ state: inout NotificationLog, _ now: Int64, isKnown: Bool = false) -> Occasion? {
        guard state.failures >= after else { return nil }
        if state.flapping != nil {
            if state.failures == 1, !isKnown {
                state.flapping?.times += 1
                state.flapping?.changed = now
            }
            if hasSettled(&state, now) { (state.told, state.toldBefore) = (nil, []) }
        }
        let isSame = state.flapping != nil || state.told == key || state.toldBefore.contains(key)
        if isSame, on == .change || isKnown {
            // A clock that was set back must not silence reminders for long: count from now.
            if let at = state.toldAt, at > now { state.toldAt = now }
            guard let remind, let at = state.toldAt, now - at >= remind else { return nil }
        }
        if state.told == nil { noteRelapse(&state, now) }
        if let told = state.told, told != key {
            state.toldBefore = state.toldBefore.filter { $0 != key && $0 != told }.suffix(DedupPolicy.remembered - 1) + [told]
        }
        state.told = key
        state.toldAt = now
        return state.flapping == nil ? .failure(count: state.failures, isReminder: isSame && (on == .change || isKnown)) : state.news
    }

    // MARK: Flapping

    /// A failure is about to be told of a job that worked, or of which nothing is known.
    private func noteRelapse(_ state: inout NotificationLog, _ now: Int64) {
        guard let window else { return state.relapses = [] }
        state.relapses = (state.relapses.filter { $0 <= now && now - $0 < window } + [now]).suffix(DedupPolicy.relapses)
        guard state.relapses.count == DedupPolicy.relapses else { return }
        state.flapping = NotificationLog.Flapping(times: DedupPolicy.relapses, since: state.relapses[0], changed: now)
    }

    /// Whether nothing has changed for so long that the job does not flap any more: then it is as any other.
    private func hasSettled(_ state: inout NotificationLog, _ now: Int64) -> Bool {
        guard let flapping = state.flapping, let window else {
            state.flapping = nil
            return true
        }
        if flapping.changed > now { state.flapping?.changed = now }
        guard now - flapping.changed >= window else { return false }
        (state.flapping, state.relapses) = (nil, [])
        return true
    }
}
