import SisyphusCore

/// What becomes of times that a change of the clocks skips or repeats.
enum ClockChanges: Sendable, Equatable {
    /// What the clock shows counts: skipped times do not come, repeated ones come twice.
    case asShown
    /// As systemd looks for the next time that the clock shows: skipped times do not come, repeated ones come the first time only.
    case firstTime
    /// As Debian's cron treats lines for fixed times, when clocks are set by less than three hours: those of the skipped time are due at once when it
    /// is skipped, those of the repeated time come once.
    case fixedTimes
}

/// Goes through a zone's periods between two changes of the clocks, and in each through the times of the local clock.
struct ScheduledMoments {
    let pattern: LocalPattern
    let changes: ClockChanges
    let zone: ZoneRules

    /// How far ahead and back is looked, in seconds: 30 years. What does not come in that time never comes.
    static let horizon: Int64 = 30 * 365 * 86_400 + 8 * 86_400
    /// Clocks that are set by less (seconds) are no other clocks (cron.c of Debian's cron: 3 * MINUTE_COUNT).
    private static let largestChange: Int64 = 180 * 60

    func next(after moment: Int64) -> Int64? {
        var index = zone.index(of: moment + 1)
        let limit = moment + ScheduledMoments.horizon
        while true {
            if let start = startOfSkipped(index), start > moment { return start <= limit ? start : nil }
            let period = zone.periods[index]
            let local = max(firstLocal(index), moment + 1 + period.offset)
            let end = min(zone.end(of: index), limit + 1)
            if let found = pattern.first(from: local, before: end + period.offset) { return found - period.offset }
            index += 1
            if index == zone.periods.count || zone.periods[index].start > limit { return nil }
        }
    }

    func previous(before moment: Int64) -> Int64? {
        var index = zone.index(of: moment - 1)
        let limit = moment - ScheduledMoments.horizon
        while true {
            let period = zone.periods[index]
            let end = min(zone.end(of: index), moment)
            let local = max(firstLocal(index), limit + period.offset)
            if end + period.offset > local, let found = pattern.last(from: local, before: end + period.offset) { return found - period.offset }
            if let start = startOfSkipped(index), start < moment { return start >= limit ? start : nil }
            if index == 0 || period.start < limit { return nil }
            index -= 1
        }
    }

    /// The local time that a period begins with; later where what was repeated does not count.
    private func firstLocal(_ index: Int) -> Int64 {
        guard index > 0 else { return .min }
        let (start, change) = (zone.periods[index].start, zone.change(at: index))
        let comesOnce =
            switch changes {
            case .asShown: false
            case .firstTime: change < 0
            case .fixedTimes: change < 0 && -change <= ScheduledMoments.largestChange
            }
        return start + zone.periods[comesOnce ? index - 1 : index].offset
    }

    /// The start of a period if a time is scheduled that its beginning skips, and that is made up for.
    private func startOfSkipped(_ index: Int) -> Int64? {
        let change = zone.change(at: index)
        guard changes == .fixedTimes, change > 0, change < ScheduledMoments.largestChange else { return nil }
        let start = zone.periods[index].start
        let skipped = start + zone.periods[index - 1].offset
        return pattern.first(from: skipped, before: skipped + change) == nil ? nil : start
    }
}
