import SisyphusCore

/// What a job remembers about what people have been told, and its counts for metrics: one small file per job.
public struct NotificationLog: Sendable, Equatable {

    /// The run that was judged last.
    public var judged: String?
    /// Failures in a row.
    public var failures = 0
    /// How many of these are scheduled moments for which nothing was started.
    public var missed = 0
    /// When the first of them ended, in microseconds since 1970.
    public var since: Int64?
    /// The failure that was told last and not yet taken back by a recovery.
    public var told: String?
    public var toldAt: Int64?
    /// Failures that were told before that one since the job last worked: when they take turns, each is told once.
    public var toldBefore: [String] = []
    /// When it failed anew, in microseconds since 1970: as often as matters to tell whether it flaps.
    public var relapses: [Int64] = []
    /// That it fails and works by turns, which was told.
    public var flapping: Flapping?
    /// The deliveries that told of it, by channel: a recovery answers them, and one that still waits is replaced by news.
    public var notices: [ChannelName: String] = [:]
    /// A program of `--notify-command` that people know to be missing.
    public var missingNotifier: String?
    /// Runs by the name of their outcome.
    public var runs: [String: Int64] = [:]
    /// When the last good run ended, in microseconds since 1970.
    public var lastGood: Int64?

    public struct Flapping: Sendable, Equatable {
        /// How often it failed anew, since when, and when it failed or worked anew the last time, in microseconds since 1970.
        public var times: Int, since: Int64, changed: Int64
    }

    public init() {}

    /// Reads a state; what is broken or from another version is as good as none.
    public init(bytes: [UInt8]?) {
        guard let bytes, let value = JSONValue(bytes), value["version"]?.int == 1 else { return }
        judged = value["judged"]?.string
        failures = Int(clamping: max(value["failures"]?.int ?? 0, 0))
        missed = Int(clamping: max(value["missed"]?.int ?? 0, 0))
        since = value["since"]?.int
        told = value["told"]?.string
        toldAt = value["told_at"]?.int
        if case .array(let keys)? = value["told_before"] { toldBefore = keys.compactMap(\.string) }
        relapses = NotificationLog.moments(value["relapses"])
        if let flaps = value["flapping"], let times = flaps["times"]?.int, let since = flaps["since"]?.int, let changed = flaps["changed"]?.int {
            flapping = Flapping(times: Int(clamping: times), since: since, changed: changed)
        }
        missingNotifier = value["missing_notifier"]?.string
        lastGood = value["last_good"]?.int
        runs = NotificationLog.counts(value["runs"])
        notices = [ChannelName: String](value["notices"], \.string)
    }

    public var bytes: [UInt8] {
        JSONValue.members([
            "version": 1, "judged": .text(judged), "failures": .int(Int64(failures)), "missed": missed == 0 ? nil : .int(Int64(missed)),
            "since": .number(since), "told": .text(told), "told_at": .number(toldAt),
            "told_before": toldBefore.isEmpty ? nil : .array(toldBefore.map(JSONValue.string)),
            "relapses": relapses.isEmpty ? nil : .array(relapses.map(JSONValue.int)),
            "flapping": flapping.map {
                .members(["times": .int(Int64($0.times)), "since": .int($0.since), "changed": .int($0.changed)])
            },
            "notices": notices.json(JSONValue.string),
            "missing_notifier": .text(missingNotifier), "last_good": .number(lastGood), "runs": NotificationLog.json(runs),
        ]).bytes + [UInt8(ascii: "\n")]
    }

    /// How a failure is told that people should have been told of.
    public var news: Occasion {
        flapping.map { .flapping(times: $0.times, since: $0.since) } ?? .failure(count: failures, isReminder: false)
    }

    private static func moments(_ value: JSONValue?) -> [Int64] {
        guard case .array(let moments)? = value else { return [] }
        return moments.compactMap(\.int)
    }

    private static func counts(_ value: JSONValue?) -> [String: Int64] {
        guard case .object(let members)? = value else { return [:] }
        var counts: [String: Int64] = [:]
        for (name, member) in members { counts[name] = member.int.flatMap { $0 >= 0 ? $0 : nil } }
        return counts
    }

    private static func json(_ counts: [String: Int64]) -> JSONValue {
        .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })
    }
}
