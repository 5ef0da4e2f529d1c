/// Why a start does not become a run.
public enum SkipReason: Sendable, Equatable {
    /// The job is running already; what is known of that run.
    case running(RunStateFile?)
    case paused(Pause)
    /// The scheduled moment has had a run already (`--once-per-slot`).
    case slot(Timestamp)

    /// One word, as records have it.
    public var word: String {
        switch self {
        case .running: "running"
        case .paused: "paused"
        case .slot: "slot"
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
        }
    }

    /// What a record says besides the word.
    public func note(local: (Timestamp) -> Timestamp) -> String? {
        switch self {
        case .running: nil
        case .paused(let pause): pause.text(local: local)
        case .slot(let slot): "the scheduled moment \(slot.textWithZone) had a run already"
        }
    }
}
