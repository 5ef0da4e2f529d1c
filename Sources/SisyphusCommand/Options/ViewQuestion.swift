import SisyphusCore
import SisyphusOptions

/// The command line of a subcommand that shows something: options, and the jobs' names between or behind them.
struct ViewQuestion: Sendable {
    private(set) var names: [String] = []
    private(set) var action: OptionAction?
    private var assignments: [Assignment] = []

    /// - Parameter words: all words; program and subcommand are passed over.
    /// - Throws: on unknown options and values that are refused.
    init(_ words: [String], _ table: OptionTable) throws(OptionError) {
        var index = 2
        while index < words.count {
            let reading = try table.read(words, from: index)
            assignments += reading.assignments
            action = reading.action
            if action != nil { return }
            let next = reading.commandStart
            if next > index, words[next - 1] == "--" {
                names += words[next...]
                break
            }
            if next < words.count { names.append(words[next]) }
            index = next + 1
        }
        for assignment in assignments { try assignment.check() }
    }

    func text(_ option: String) -> String? { assignments.last { $0.row.name == option }?.text }

    /// All values that were given for an option, in their order.
    func texts(_ option: String) -> [String] { assignments.compactMap { $0.row.name == option ? $0.text : nil } }

    func isYes(_ option: String) -> Bool { text(option).flatMap(FlagText.read) ?? false }

    var color: ColorChoice { text("color").flatMap { ColorChoice(rawValue: $0.lowercased()) } ?? .auto }

    func count(_ option: String) -> Int? { text(option).flatMap { Int($0) } }

    /// In microseconds.
    func duration(_ option: String) -> Int64? {
        text(option).flatMap { text in (try? DurationText.read(text, unit: .seconds))?.microseconds }
    }

    /// Words between commas, each one of those accepted.
    func words(_ option: String, of accepted: [String]) throws(OptionError) -> Set<String> {
        guard let text = text(option) else { return [] }
        let words = text.lowercased().split(separator: ",").map(String.init)
        for word in words where !accepted.contains(word) {
            throw OptionError("option --\(option) cannot be \"\(word.shownInError)\"\(NearestName.accepted(accepted, insteadOf: word))")
        }
        return Set(words)
    }

    /// A moment, a local date and time as tables show it, or how long ago one was.
    ///
    /// - Parameter local: turns a local time into its moment.
    func moment(_ option: String, now: Timestamp, local: (CivilTime) -> Timestamp) throws(OptionError) -> Timestamp? {
        guard let text = text(option) else { return nil }
        if let moment = Timestamp(rfc3339: text) { return moment }
        if let moment = Self.timeOfDay(text, now) { return moment }
        switch try? NextRunText.read(text) {
        case .after(let ago)?: return Timestamp(microseconds: now.microseconds - ago.microseconds, utcOffset: now.utcOffset)
        case .at(let time)?: return local(time)
        case .moment?, nil: break
        }
        throw OptionError(
            "option --\(option) cannot be \"\(text.shownInError)\"; accepted: how long ago (7d, 90m), a time of day (02:13), a local date and time "
                + "(2026-11-23 17:45:00), or a moment (2026-11-23T17:45:00+01:00)")
    }

    /// A moment to come: how long from now, the next time that clocks show a time of day, a local date and time, or a moment.
    ///
    /// - Parameter local: turns a local time into its moment.
    func momentToCome(_ option: String, now: Timestamp, local: (CivilTime) -> Timestamp) throws(OptionError) -> Timestamp? {
        guard let text = text(option) else { return nil }
        var refusal = Refusal("it lies in the past")
        do throws(Refusal) {
            if let moment = try Self.momentToCome(text, now, local), moment > now { return moment }
        } catch {
            refusal = error
        }
        throw OptionError(
            "option --\(option) cannot be \"\(text.shownInError)\": \(refusal.reason); accepted: a time span from now (2h, 30m), a time of day (18:00), a "
                + "local date and time (2026-11-24 06:30), or a moment (2026-11-23T17:45:00+01:00)")
    }

    private static func momentToCome(_ text: String, _ now: Timestamp, _ local: (CivilTime) -> Timestamp) throws(Refusal) -> Timestamp? {
        if let moment = Timestamp(rfc3339: text) { return moment }
        if let (hour, minute, second) = clock(text) {
            // Days have 23 or 25 hours too, so it is the calendar that goes on.
            for day in [0, 1] {
                var time = CivilTime(Timestamp(microseconds: now.microseconds + Int64(day) * 86_400_000_000, utcOffset: now.utcOffset))
                (time.hour, time.minute, time.second, time.microsecond) = (hour, minute, second, 0)
                let moment = local(time)
                if moment > now { return moment }
            }
        }
        switch try NextRunText.read(text) {
        case .after(let span)?: return Timestamp(microseconds: now.microseconds.addingClamped(span.microseconds), utcOffset: now.utcOffset)
        case .at(let time)?: return local(time)
        case .moment, nil: return nil
        }
    }

    private static func clock(_ text: String) -> (hour: Int, minute: Int, second: Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { $0.utf8.count == 2 ? Int($0) : nil }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], let second = parts.count == 3 ? parts[2] : 0, 0..<24 ~= hour,
            0..<60 ~= minute, 0..<60 ~= second
        else { return nil }
        return (hour, minute, second)
    }

    /// `02:13` or `02:13:30`: the last time that clocks showed this.
    private static func timeOfDay(_ text: String, _ now: Timestamp) -> Timestamp? {
        guard let (hour, minute, second) = clock(text) else { return nil }
        let day: Int64 = 86_400_000_000
        let local = now.microseconds + Int64(now.utcOffset) * 1_000_000
        let midnight = local - (local % day + day) % day
        let moment = midnight + Int64(hour * 3600 + minute * 60 + second) * 1_000_000
        return Timestamp(microseconds: (moment > local ? moment - day : moment) - Int64(now.utcOffset) * 1_000_000, utcOffset: now.utcOffset)
    }
}
