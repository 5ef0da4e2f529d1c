public import SisyphusCore

/// The schedule of a job as it is kept in the job's directory, where `status` and `health` find it.
public struct KeptSchedule: Sendable, Equatable {
    public var schedule: JobSchedule
    /// The zone of the schedule as `TZ` would say it; `nil`: the machine's.
    public var zone: String?
    /// Where it was found, for people.
    public var source: String
    /// By how much whoever starts the job may be late on purpose (`RandomizedDelaySec=`), in microseconds.
    public var delay: Int64 = 0
    /// How late a run may be, if the job says so.
    public var grace: Duration?
    /// Since when it is known: earlier moments are not asked for.
    public var since: Timestamp

    public init(_ schedule: JobSchedule, zone: String?, source: String, since: Timestamp) {
        (self.schedule, self.zone, self.source, self.since) = (schedule, zone, source, since)
    }

    /// - Returns: `nil`: it is damaged.
    public init?(bytes: [UInt8]) {
        guard let json = JSONValue(bytes), let text = json["schedule"]?.string, let schedule = try? JobSchedule(text),
            let since = json["since"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        self.init(schedule, zone: json["zone"]?.string, source: json["source"]?.string ?? "", since: since)
        grace = json["grace_seconds"]?.microseconds.map { .microseconds($0) }
        delay = max(json["delay_seconds"]?.microseconds ?? 0, 0)
    }

    public var bytes: [UInt8] {
        JSONValue.members([
            "v": 1, "schedule": .string(schedule.text), "zone": .text(zone), "source": .string(source), "since": .string(since.rfc3339),
            "delay_seconds": delay == 0 ? nil : .seconds(delay),
            "grace_seconds": grace.map { .seconds($0.microseconds) },
        ]).bytes + [UInt8(ascii: "\n")]
    }

    public func next(after now: Timestamp, in zone: ZoneRules) -> Timestamp? {
        schedule.next(after: now.seconds, in: zone).map(zone.timestamp)
    }

    /// The scheduled moment for which nothing was started, though it is longer ago than it may be.
    /// - Parameters:
    ///   - tail: the newest records. A skipped start, too, says that whoever starts the job is at work.
    ///   - grace: how late it may be; `nil`: as the job says, else twice the usual duration, two minutes at least.
    public func missed(now: Timestamp, _ tail: RecordTail, grace: Duration?, in zone: ZoneRules) -> Timestamp? {
        let grace = (grace ?? self.grace)?.microseconds ?? max(2 * (tail.usual?.median ?? 0), KeptSchedule.smallestGrace)
        let latest = Timestamp(microseconds: now.microseconds - grace - delay)
        guard let due = schedule.previous(before: latest.seconds, in: zone).map(zone.timestamp), due >= since else { return nil }
        if let lastStart = tail.starts.first, lastStart.microseconds >= due.microseconds - KeptSchedule.early { return nil }
        return due
    }

    private static let smallestGrace: Int64 = 120_000_000
    /// Clocks that are compared differ a little.
    private static let early: Int64 = 1_000_000

    /// The moment that a start serves: the newest one that is not later and at most so many seconds ago.
    public static func slot(of schedule: JobSchedule, at now: Timestamp, in zone: ZoneRules, within limit: Int64 = 90) -> Timestamp? {
        guard let due = schedule.previous(before: now.seconds + 1, in: zone), now.seconds - due <= limit else { return nil }
        return zone.timestamp(due)
    }
}

extension Timestamp {
    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { microseconds.flooredDivision(by: 1_000_000).quotient }
}

/// Pods that a CronJob of Kubernetes started: `NAME-MINUTE-XXXXX`, where the job of the name `NAME-MINUTE` was made for a scheduled moment, counted in minutes
/// since 1970 (getJobName in Kubernetes' cronjob controller).
public enum CronJobPod {
    /// - Parameter host: the pod's name.
    /// - Returns: minutes since 1970-01-01 00:00:00 UTC; `nil`: it is no such name.
    public static func minute(host: String) -> Int64? {
        let parts = host.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[parts.count - 1].utf8.count == 5, parts[parts.count - 2].utf8.count == 8 else { return nil }
        let digits = parts[parts.count - 2]
        guard digits.utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
        return Int64(digits)
    }
}

/// Jobs that Nomad makes for the moments of a periodic one: `NAME/periodic-SECONDS`, counted since 1970 (its documentation of the `periodic` block).
public enum PeriodicJob {
    /// - Parameter id: the variable `NOMAD_JOB_ID`.
    /// - Returns: seconds since 1970-01-01 00:00:00 UTC; `nil`: it is no such job.
    public static func seconds(id: String) -> Int64? {
        guard let mark = id.firstRange(of: "/periodic-") else { return nil }
        let digits = id[mark.upperBound...]
        return 1...12 ~= digits.utf8.count && digits.utf8.allSatisfy({ $0 &- 48 < 10 }) ? Int64(digits) : nil
    }
}
