/// A log in the job's directory.
public struct StoredLog: Sendable, Equatable {
    public var name: LogName
    /// Microseconds since 1970-01-01 UTC; `nil`: not looked up, because the log is too young to matter by its name.
    public var modified: Int64?
    /// Bytes on the disk; only needed with `keepsize`, and to tell large logs.
    public var size: Int64

    public init(name: LogName, modified: Int64?, size: Int64) {
        self.name = name
        self.modified = modified
        self.size = size
    }
}

/// Which old logs are to be deleted, and which compressed. It only decides.
public struct RetentionPlan: Sendable, Equatable {
    public enum Reason: Sendable { case age, count, size }

    public struct Removal: Sendable, Equatable {
        public var name: LogName
        public var reason: Reason
    }

    /// Oldest first.
    public var removals: [Removal] = []
    /// Oldest first.
    public var compressions: [LogName] = []
    /// Why age was left out of account, if it was.
    public var refusal: String?

    /// Larger logs (bytes) are compressed one a run, so that no run keeps a machine busy for long after its end.
    public static let largeLog: Int64 = 16 << 20

    /// - Parameters:
    ///   - logs: In any order. What is no log of ours must not be among them.
    ///   - current: The log of this run: never touched.
    ///   - linked: Names that links point to: they may be compressed, never deleted.
    ///   - now: Microseconds since 1970-01-01 UTC.
    ///   - starts: The same for the start of runs, by the local time in the names of their logs, as far as they are recorded. Names alone are in
    ///     the wrong order where an hour comes twice or the time zone was changed.
    ///   - utcOffset: What local time is ahead of UTC, in microseconds; for logs of runs that are not recorded.
    ///   - lastRun: The same for the end of the run before this one, if known.
    public init(
        _ logs: [StoredLog], settings: RunSettings, current: LogName?, linked: [LogName] = [], now: Int64,
        starts: [Int64: Int64] = [:], utcOffset: Int64 = 0, lastRun: Int64?
    ) {
        func start(_ name: LogName) -> Int64 { starts[name.run] ?? name.run - utcOffset }
        let logs = logs.sorted { one, other in
            let (first, second) = (start(one.name), start(other.name))
            return first != second ? first < second : RetentionPlan.isOlder(one.name, other.name)
        }
        let clock = RetentionPlan.clockDoubt(settings: settings, now: now, lastRun: lastRun)
        refusal = clock
        let tooMany = RetentionPlan.beyondLimits(logs, settings: settings)
        let removeBefore = settings.keepfilelogs.map { now - $0.microseconds }
        let compressBefore = settings.compressfilelogs.map { now - $0.microseconds }
        var largeLogs = 0
        for (log, limit) in zip(logs, tooMany) where log.name.run != current?.run {
            let isLinked = linked.contains(log.name)
            if let limit, !isLinked {
                removals.append(Removal(name: log.name, reason: limit))
                continue
            }
            guard clock == nil, let modified = log.modified else { continue }
            if let removeBefore, modified < removeBefore, !isLinked {
                removals.append(Removal(name: log.name, reason: .age))
            } else if let compressBefore, modified < compressBefore, log.name.compression == nil {
                if log.size > RetentionPlan.largeLog {
                    largeLogs += 1
                    if largeLogs > 1 { continue }
                }
                compressions.append(log.name)
            }
        }
    }

    /// For each log whether it lies beyond the newest ones that are kept by number or by size. The newest run is always kept.
    private static func beyondLimits(_ logs: [StoredLog], settings: RunSettings) -> [Reason?] {
        var reasons = [Reason?](repeating: nil, count: logs.count)
        guard settings.keepruns != nil || settings.keepsize != nil else { return reasons }
        var runs = 0
        var size: Int64 = 0
        var newer: Int64?
        for index in logs.indices.reversed() {
            // A log and its compressed form, as a crash may leave them, are one run.
            if logs[index].name.run != newer { runs += 1 }
            newer = logs[index].name.run
            size = size.addingClamped(logs[index].size)
            guard runs > 1 else { continue }
            if let limit = settings.keepruns, runs > limit {
                reasons[index] = .count
            } else if let limit = settings.keepsize, size > Int64(limit) {
                reasons[index] = .size
            }
        }
        return reasons
    }

    /// A clock that is wrong by years must not cost all logs.
    private static func clockDoubt(settings: RunSettings, now: Int64, lastRun: Int64?) -> String? {
        guard let keep = settings.keepfilelogs, let lastRun else { return nil }
        let distance = now - lastRun
        guard distance.magnitude > keep.microseconds.magnitude else { return nil }
        let span = TimeSpanText.text(microseconds: Int64(clamping: distance.magnitude))
        let direction = distance > 0 ? "since" : "before"
        return "Keeping old logfiles this time: the clock shows \(span) \(direction) the end of the last run, "
            + "more than logfiles are kept (\(keep.spanText)); the clock may be wrong"
    }

    private static func isOlder(_ one: LogName, _ other: LogName) -> Bool {
        one.localMicroseconds != other.localMicroseconds
            ? one.localMicroseconds < other.localMicroseconds
            : (one.compression?.suffix ?? "") < (other.compression?.suffix ?? "")
    }
}

extension LogName {
    /// What the log and its compressed form have in common.
    public var run: Int64 { localMicroseconds }
}
