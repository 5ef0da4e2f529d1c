import SisyphusCore

/// When cron runs a line: five fields, or a name such as `@daily`.
///
/// What is accepted is what the crons of Debian (Vixie's) and Red Hat (cronie) accept; what one of them takes silently for something else, such as a range
/// that goes backwards, is refused. See crontab(5).
public struct CronExpression: Sendable, Equatable {
    /// As it was written, with one blank between fields.
    public private(set) var text: String
    /// The five fields, also of an expression that was written as a name.
    public let fields: String
    let pattern: LocalPattern
    /// Whether neither minute nor hour begins with `*`: cron makes up for such a time when a change of the clocks skips it, and does not repeat it.
    public let isForFixedTimes: Bool
    /// Whether a field has `~`, for which cronie chooses a number when it reads the crontab. The last one that it may choose counts here.
    public let isRandom: Bool
    /// Whether both the day of the month and the weekday are restricted, so that cron takes days that fit one of the two.
    public let takesEitherDay: Bool
    /// Whether both are restricted and one begins with `*`, so that cron takes only days that fit both.
    public let needsBothDays: Bool

    /// Whether the hours are not restricted.
    package var runsEachHour: Bool { pattern.hours.nonzeroBitCount == 24 }

    /// The first local time that fits, in seconds as if clocks ran in UTC.
    package func firstLocal(from: Int64, before limit: Int64) -> Int64? { pattern.first(from: from, before: limit) }

    /// - Throws: `ScheduleError` with the column of what is wrong.
    public init(_ text: String) throws(ScheduleError) {
        var reader = CronReader(Array(text.utf8)[...])
        self = try reader.expression()
        if let rest = reader.next {
            throw ScheduleError(
                "\"\(reader.word)\" is too much: a cron expression has five fields, or one name such as @daily\(rest == UInt8(ascii: "#") ? "" : "; the command does not belong to it")",
                column: reader.column)
        }
    }

    init(text: String, fields: [CronField]) {
        (self.text, self.fields) = (text, text)
        var pattern = LocalPattern()
        let (days, weekdays) = (fields[2], fields[4])
        (pattern.minutes, pattern.hours, pattern.days, pattern.months) = (fields[0].bits, fields[1].bits, days.bits, fields[3].bits)
        pattern.weekdays = weekdays.bits | weekdays.bits >> 7 & 1
        pattern.takesEitherDay = !days.hasStar && !weekdays.hasStar
        self.pattern = pattern
        isForFixedTimes = !fields[0].hasStar && !fields[1].hasStar
        isRandom = fields.contains { $0.isRandom }
        let restricts = (days: days.bits.nonzeroBitCount < 31, weekdays: (pattern.weekdays & 0x7f).nonzeroBitCount < 7)
        takesEitherDay = pattern.takesEitherDay && restricts.days && restricts.weekdays
        needsBothDays = !pattern.takesEitherDay && restricts.days && restricts.weekdays
    }

    /// What a name such as `@daily` means.
    init(named text: String, _ meaning: CronExpression) {
        self = meaning
        self.text = text
    }

    /// The first moment later than this one, in seconds since 1970-01-01 00:00:00 UTC.
    /// - Returns: `nil`: there is none within 30 years, which is never.
    public func next(after moment: Int64, in zone: ZoneRules) -> Int64? { moments(in: zone).next(after: moment) }

    /// The last moment earlier than this one.
    /// - Returns: `nil`: there was none within 30 years.
    public func previous(before moment: Int64, in zone: ZoneRules) -> Int64? { moments(in: zone).previous(before: moment) }

    private func moments(in zone: ZoneRules) -> ScheduledMoments {
        ScheduledMoments(pattern: pattern, changes: isForFixedTimes ? .fixedTimes : .asShown, zone: zone)
    }
}

/// What is wrong with the text of a schedule, and where.
public struct ScheduleError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String
    /// Counted in bytes, from 1.
    public let column: Int

    package init(_ reason: String, column: Int) {
        // It shows what strangers wrote.
        self.reason = TextCut.head(TextCut.line(reason), bytes: 400)
        self.column = column
    }

    public var description: String { "column \(column): \(reason)" }
}

/// One field of a cron expression.
struct CronField {
    var bits: UInt64 = 0
    /// Whether it begins with `*`, whatever follows (MIN_STAR and so on in entry.c of Vixie's cron).
    var hasStar = false
    var isRandom = false

    /// What a field is for.
    struct Kind {
        let name: String
        let range: ClosedRange<Int>
        var words: [String] = []

        static let all = [
            Kind(name: "minute", range: 0...59), Kind(name: "hour", range: 0...23), Kind(name: "day of the month", range: 1...31),
            Kind(name: "month", range: 1...12, words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
            Kind(name: "weekday", range: 0...7, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
        ]

        var accepted: String {
            "numbers from \(range.lowerBound) to \(range.upperBound)\(words.isEmpty ? "" : " or names (\(words[0])–\(words[words.count - 1]))"), *, ranges (a-b), steps (*/n, a-b/n), a~b and lists of these"
        }
    }
}
