/// Why a start does not become a run.
public enum SkipReason: Sendable, Equatable {
    /// The job is running already; what is known of that run.
    case running(RunStateFile?)
    case paused(Pause)
    /// The scheduled moment has had a run already (`--once-per-slot`).
    case slot(Timestamp)
    /// A condition does not hold, for this reason.
    case condition(String)
    /// As many runs of its group go on as may.
    case group(RunGroup)
    /// Another host has the lock of all hosts.
    case elsewhere(LockOwner?)
    /// Nobody could be asked for that lock, for this reason.
    case lockAway(String)
    /// It was asked by this signal to end, while it waited for something.
    case interrupted(Int32)

    static let interruptedWord: StaticString = "interrupted"

    /// One word, as records have it.
    public var word: String {
        switch self {
        case .running: "running"
        case .paused: "paused"
        case .slot: "slot"
        case .condition: "condition"
        case .group: "group"
        case .elsewhere: "elsewhere"
        case .lockAway: "lock-away"
        case .interrupted: "\(Self.interruptedWord)"
        }
    }

    /// The sentence for who sits at a terminal.
    ///
    /// - Parameter local: a moment in the time zone of the reader.
    public func sentence(_ place: JobPlace, now: Timestamp, local: (Timestamp) -> Timestamp) -> String {
        switch self {
        case .running(let holder):
            var text = "the \(place) is running already"
            if let pid = holder?.supervisor?.pid { text += ", as process \(pid)" }
            if let start = holder?.start {
                text += " since \(start.logText) (\(TimeSpanText.words(microseconds: now.microseconds - start.microseconds)))"
            }
            return text + "; this start is skipped (--overlap wait would wait for its end)"
        case .paused(let pause):
            return "the \(place) is paused \(pause.text(local: local)); this start is skipped (sisyphus resume)"
        case .slot(let slot): return "the \(place) has run for \(slot.textWithZone) already; this start is skipped (--once-per-slot)"
        case .condition(let why): return "the \(place) is not started now: \(why)"
        case .group(let group):
            return "\(group.size == 1 ? "another job" : "\(group.size) other jobs") of the group \"\(group.name)\" "
                + "\(group.size == 1 ? "is" : "are") running; this start of the \(place) is skipped (--overlap wait would wait)"
        case .elsewhere(let owner):
            let whose = owner.map { "is running on \($0.text(local: local))" } ?? "has the next start waiting for it elsewhere"
            return "the \(place) \(whose); this start is skipped (--overlap wait would wait for its end)"
        case .lockAway(let why): return "the \(place) is not started without its fleet lock (--lock-away): \(why)"
        case .interrupted(let signal): return "the \(place) is not started: \(Signal.name(signal)) came while it waited"
        }
    }

    /// What a record says besides the word.
    public func note(local: (Timestamp) -> Timestamp) -> String? {
        switch self {
        case .running: nil
        case .paused(let pause): pause.text(local: local)
        case .slot(let slot): "the scheduled moment \(slot.textWithZone) had a run already"
        case .condition(let why): why
        case .group(let group): group.description
        case .elsewhere(let owner): "it runs on \(owner.map { $0.text(local: local) } ?? "another host")"
        case .lockAway(let why): why
        case .interrupted(let signal): "\(Signal.name(signal)) came while it waited"
        }
    }
}
