import SisyphusCore

/// What a job remembers about what people have been told, and its counts for metrics: one small file per job.
public struct NotificationLog: Sendable, Equatable {

    /// Failures in a row.
    public var failures = 0
    /// When the first of them ended, in microseconds since 1970.
    public var since: Int64?
    /// The failure that was told last and not yet taken back by a recovery.
    public var told: String?
    public var toldAt: Int64?
    /// Failures that were told before that one since the job last worked: when they take turns, each is told once.
    public var toldBefore: [String] = []
    /// The deliveries that told of it, by channel: a recovery answers them, and one that still waits is replaced by news.
    public var notices: [ChannelName: String] = [:]
    /// A program of `--notify-command` that people know to be missing.
    public var missingNotifier: String?
    /// Runs by the name of their outcome.
    public var runs: [String: Int64] = [:]
    /// When the last good run ended, in microseconds since 1970.
    public var lastGood: Int64?

    public init() {}

    /// Reads a state; what is broken or from another version is as good as none.
    public init(bytes: [UInt8]?) {
        guard let bytes, let value = JSONValue(bytes), value["version"]?.int == 1 else { return }
        failures = Int(clamping: max(value["failures"]?.int ?? 0, 0))
        since = value["since"]?.int
        told = value["told"]?.string
        toldAt = value["told_at"]?.int
        if case .array(let keys)? = value["told_before"] { toldBefore = keys.compactMap(\.string) }
        missingNotifier = value["missing_notifier"]?.string
        lastGood = value["last_good"]?.int
        runs = NotificationLog.counts(value["runs"])
        notices = [ChannelName: String](value["notices"], \.string)
    }

    public var bytes: [UInt8] {
        JSONValue.members([
            "version": 1, "failures": .int(Int64(failures)), "since": .number(since), "told": .text(told), "told_at": .number(toldAt),
            "told_before": toldBefore.isEmpty ? nil : .array(toldBefore.map(JSONValue.string)),
            "notices": notices.json(JSONValue.string),
            "missing_notifier": .text(missingNotifier), "last_good": .number(lastGood), "runs": NotificationLog.json(runs),
        ]).bytes + [UInt8(ascii: "\n")]
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
