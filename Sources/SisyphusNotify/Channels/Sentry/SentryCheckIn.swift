import SisyphusCore

/// A check-in of a cron monitor (develop.sentry.dev, "Check-Ins").
struct SentryCheckIn {
    enum Status: String, Sendable { case inProgress = "in_progress", ok, error }

    var run: String
    var slug: String
    var status: Status
    /// Microseconds; `nil` at the start.
    var elapsed: Int64?
    var environment: String
    var release: String?
    var schedule: SentrySchedule?
    /// Minutes.
    var margin: Int?
    var maxRuntime: Int?
    var timezone: String?

    init(run: String, status: Status, elapsed: Int64? = nil, settings: NotifySettings, maxtime: Int64?) {
        self.run = run
        slug = settings.monitor.sentryMonitor ?? ""
        self.status = status
        self.elapsed = elapsed
        environment = settings.sentry.sentryEnvironment
        release = settings.sentry.sentryRelease
        schedule = settings.monitor.sentrySchedule.flatMap { SentrySchedule($0) }
        margin = settings.monitor.sentryMargin
        maxRuntime = settings.monitor.sentryMaxRuntime ?? maxtime.map { Int(min(max(($0 + 59_999_999) / 60_000_000 + 1, 1), 40_320)) }
        timezone = settings.monitor.sentryTimezone
    }

    /// The same for start and end.
    var id: String { MessageID.uuid(run, "check-in") }

    var json: JSONValue {
        // The server holds milliseconds in 32 bits.
        let duration: JSONValue? = elapsed.map { .seconds(min(max($0, 0), 2_147_483_000_000)) }
        return .members([
            "check_in_id": .string(id), "monitor_slug": .string(slug), "status": .string(status.rawValue), "duration": duration,
            "environment": .string(environment), "release": .text(release),
            "contexts": .members(["trace": .members(["trace_id": .string(SentryEvent.trace(run))])]),
            "monitor_config": status == .inProgress ? schedule.map { config($0) } : nil,
        ])
    }

    private func config(_ schedule: SentrySchedule) -> JSONValue {
        .members([
            "schedule": schedule.json, "checkin_margin": .number(margin), "max_runtime": .number(maxRuntime), "timezone": .text(timezone),
        ])
    }

    static let acceptedSlug = "1 to 50 lower case letters, digits, hyphens and underscores, not digits alone"

    static func isSlug(_ text: String) -> Bool {
        1...50 ~= text.utf8.count && !text.utf8.allSatisfy { $0 &- 0x30 < 10 }
            && text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}

/// When a monitor expects runs: five crontab fields, a name such as `@daily`, or `COUNT UNIT`.
enum SentrySchedule: Sendable, Equatable {
    case crontab(String)
    case interval(Int, String)

    static let accepted = "five crontab fields, @hourly, @daily, @weekly, @monthly, @yearly, or an interval such as 15 minute"

    init?(_ text: String) {
        let words = text.split(separator: " ").map { String($0) }
        if words.count == 1, ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"].contains(words[0]) {
            self = .crontab(words[0])
        } else if words.count == 2, let count = Int(words[0]), count > 0, let unit = SentrySchedule.unit(words[1]) {
            self = .interval(count, unit)
        } else if words.count == 5, words.allSatisfy(SentrySchedule.isField) {
            self = .crontab(words.joined(separator: " "))
        } else {
            return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .crontab(let fields): .members(["type": "crontab", "value": .string(fields)])
        case .interval(let count, let unit): .members(["type": "interval", "value": .int(Int64(count)), "unit": .string(unit)])
        }
    }

    private static func unit(_ word: String) -> String? {
        let unit = word.hasSuffix("s") ? String(word.dropLast()) : word
        return ["year", "month", "week", "day", "hour", "minute"].contains(unit) ? unit : nil
    }

    private static func isField(_ word: String) -> Bool {
        word.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "*/,-#?".utf8.contains($0) }
    }
}
