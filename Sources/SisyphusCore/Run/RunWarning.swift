/// A line of the supervisor's own about something that happened to a run.
public enum RunWarning: Sendable, Equatable {
    case interrupted(signal: Int32)
    /// The time, or the time without output, is up.
    case timeUp(Termination.Cause)
    /// The run takes longer than `--warntime`.
    case slow(limit: Int64)
    /// It takes far longer than usual.
    case unusuallyLong(UsualDuration)
    /// It has ended well after so long (microseconds), which is far less than usual.
    case unusuallyShort(Int64, UsualDuration)
    /// A number of the job, and its value (`nil`: it was not told), which is far from what is usual.
    case unusualMetric(String, String?, usual: String)
    case leftovers(ProcessList, areKilled: Bool)
    case survivors(ProcessList)
    /// So many attempts to start a process failed at this limit.
    case tasksRefused(Int64, limit: Int)
    case keeperLost
    case keeperSilent
    /// The lock of all hosts; why, and whether the run is ended.
    case lockLost(String, ends: Bool)
    /// The lock could not be renewed, for this reason; or it is again.
    case lockTrouble(String?)
    /// The run goes on without it, since nobody could be asked, for this reason.
    case lockAway(String)
    /// Somebody stopped the keeper (SIGSTOP).
    case keeperStopped
    /// There is no /proc to look for processes in.
    case processesUnseen
    /// What the command prints cannot be read any more.
    case outputUnreadable(JobStream, String)
    /// Whoever reads this has taken nothing for `--stdout-patience` (microseconds).
    case readerGivenUp(String, patience: Int64)
    /// Bytes that were dropped because of that, in the whole run.
    case dropped(Int, reader: String)

    /// - Parameters:
    ///   - noisykills: whether people are told of a time that is up.
    ///   - isRetried: another try follows, so that nothing has failed yet.
    public func tags(noisykills: Bool, isRetried: Bool) -> [String] {
        switch self {
        case .timeUp where isRetried: ["sisyphus", "warning"]
        case .interrupted: ["sisyphus", "exc"]
        case .timeUp: noisykills ? ["sisyphus", "external", "exc"] : ["sisyphus", "exc"]
        case .lockLost(_, ends: true): ["sisyphus", "exc", "lost"]
        case .lockLost: ["sisyphus", "external", "warning", "lost"]
        case .lockTrouble(nil): ["sisyphus", "info"]
        case .lockTrouble, .lockAway: ["sisyphus", "warning"]
        case .slow: ["sisyphus", "external", "warning"]
        case .unusuallyLong, .unusuallyShort, .unusualMetric, .leftovers, .survivors, .tasksRefused, .keeperLost, .keeperSilent, .keeperStopped,
            .processesUnseen, .outputUnreadable:
            ["sisyphus", "warning"]
        case .readerGivenUp, .dropped: ["sisyphus", "info"]
        }
    }

    static let lostLock = "lost the fleet lock"

    public var text: String {
        switch self {
        case .interrupted(let signal): "interrupted by \(Signal.name(signal)), ending the run"
        case .timeUp(let cause): cause.timeUpText ?? ""
        case .slow(let limit): "still running after \(TimeSpanText.text(microseconds: limit))"
        case .unusuallyLong(let usual):
            "it takes far longer than usual: more than \(TimeSpanText.words(microseconds: usual.longest)), where "
                + "\(TimeSpanText.words(microseconds: usual.median)) is usual"
        case .unusuallyShort(let elapsed, let usual):
            "it took \(TimeSpanText.words(microseconds: elapsed)), where \(TimeSpanText.words(microseconds: usual.median)) is usual"
        case .unusualMetric(let name, let value, let usual): "\(name) \(value.map { "is \($0)" } ?? "was not told"), where \(usual) is usual"
        case .leftovers(let list, let areKilled): "\(areKilled ? "left behind, to be killed" : "left running"): \(list.text)"
        case .survivors(let list): "could not be killed: \(list.text)"
        case .tasksRefused(let count, let limit):
            "\(grouped(Int(count))) \(count == 1 ? "process or thread" : "processes or threads") could not be started: there were \(grouped(limit)) (--tasks-max)"
        case .keeperLost: "the keeper process was lost"
        case .lockLost(let why, let ends): "\(Self.lostLock): \(why); " + (ends ? "the run is ended" : "the run goes on (--on-lock-lost warn)")
        case .lockTrouble(let why?): "the fleet lock could not be renewed: \(why); it is tried again"
        case .lockTrouble: "the fleet lock is renewed again"
        case .lockAway(let why): "without the fleet lock (--lock-away run): \(why)"
        case .keeperSilent: "the keeper process does not answer and is killed, going on without it"
        case .keeperStopped: "the keeper process does not answer because somebody stopped it, and is let go on"
        case .processesUnseen:
            "there is no /proc here (none of this PID namespace) to look for processes in: a limit or signal ends the command and its process group, "
                + "and whatever else it has started may be left without a word"
        case .outputUnreadable(let stream, let reason):
            "the \(stream == .stdout ? "standard output" : "standard error") of the command cannot be read any more, what follows of it is lost: \(reason)"
        case .readerGivenUp(let reader, let patience):
            "\(reader) has taken nothing for \(TimeSpanText.words(microseconds: patience)): what is for it is dropped until it takes something again"
        case .dropped(let count, let reader):
            "\(grouped(count)) bytes for \(reader) were dropped, because nobody took them"
        }
    }
}

extension Termination.Cause {
    /// `timed out after 0:01:00`; `nil` for causes that are no time limit.
    var timeUpText: String? {
        switch self {
        case .timedOut(let limit): "timed out after \(TimeSpanText.text(microseconds: limit))"
        case .idle(let limit): "no output for \(TimeSpanText.text(microseconds: limit))"
        default: nil
        }
    }
}
