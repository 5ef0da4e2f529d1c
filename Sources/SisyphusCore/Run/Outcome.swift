/// The verdict on a run: status, texts and the supervisor's own exit.
public struct Outcome: Sendable, Equatable {
    /// The tag of the result line after `result`.
    public enum Verdict: String, Sendable { case ok, errors, fail, kill }

    public var status: Status
    public var verdict: Verdict
    /// Why it has this status.
    public var text: String
    /// What the job itself said about a run that did not end well.
    public var summary: String?
    /// What the health file says; `nil`: healthy.
    public var health: String?
    /// One word for records: `exit`, `signal`, `timeout`, `idle`, `interrupted`, `not-started`, `keeper-lost`, `lock-lost`,
    /// `memory`.
    public var reason: String
    /// How the supervisor itself ends: by the signal that interrupted the run, so that callers see it for what it was, else with a status.
    public var exit: WaitStatus
    /// A status of `--warn-codes`: successful, but a monitor shows a warning.
    public var isDegraded = false

    /// Whether it is the status with which the job ended by itself.
    public var isOwnExit: Bool { reason == "exit" }
    /// Whether it was ended because it lost the lock of all hosts.
    public var lostLock: Bool { reason == Self.lockLostReason }
    private static let lockLostReason = "lock-lost"

    /// The text of the result line.
    public var line: String { summary.map { "\(text): \($0)" } ?? text }
}

extension Outcome {
    /// Judges a run: how it ended decides, what it said chooses at most between uneventful and successful.
    ///
    /// - Parameter exception: what a job that failed has failed by.
    public static func judge(_ ending: Termination, facts: JournalFacts, settings: RunSettings, exception: JobException? = nil) -> Outcome {
        var outcome = judge(ending, facts, settings)
        guard !outcome.status.isGood else { return outcome }
        // What a library job throws is its reason already; what it has logged before an end by exit need not be.
        let isKnown = settings.isLibraryJob && !ending.isSignalled
        if outcome.status == .failed, !isKnown, let exception { outcome.text += ": \(exception.headline)" }
        if outcome.status == .failed, settings.isLibraryJob, !facts.hasBegun, case .exited = ending.cause {
            outcome = .failed("\(outcome.text); \(Outcome.notBegun)", reason: "not-started", exit: ExitStatus.internalError)
        }
        if outcome.status == .failed { outcome.health = outcome.text.capitalizingFirst }
        if let summary = facts.result, !summary.isEmpty {
            outcome.summary = summary
            outcome.health? += ": \(summary)"
        }
        return outcome
    }

    private static func judge(_ ending: Termination, _ facts: JournalFacts, _ settings: RunSettings) -> Outcome {
        switch ending.cause {
        case .interrupted(let signal):
            return Outcome(
                status: .interrupted, verdict: .fail, text: "interrupted by \(Signal.name(signal))",
                health: "Interrupted by \(Signal.name(signal))", reason: "interrupted", exit: .signalled(signal))
        case .timedOut(let limit):
            return .timeUp(ending.cause, health: "Timeout after \(TimeSpanText.text(microseconds: limit))", reason: "timeout")
        case .idle(let limit):
            return .timeUp(ending.cause, health: "No output for \(TimeSpanText.text(microseconds: limit))", reason: "idle")
        case .notStarted(let failure):
            return .failed(failure.message, reason: "not-started", exit: failure.exitStatus)
        case .keeperLost:
            return .failed("the keeper process was lost", reason: "keeper-lost", exit: ExitStatus.internalError)
        case .lockLost(let why):
            let text = "\(RunWarning.lostLock): \(why)"
            return Outcome(
                status: .interrupted, verdict: .fail, text: text, health: text.capitalizingFirst, reason: lockLostReason,
                exit: .exited(ExitStatus.internalError))
        case .exited(.signalled(let signal)):
            return .failed(WaitStatus.signalled(signal).text, reason: "signal", exit: 128 + signal)
        case .exited(.exited(let code)):
            return settings.isLibraryJob ? .stated(facts, code) : .exited(code, facts, settings)
        }
    }

    private static let notBegun =
        "the job had not begun: the process that does its work begins the program anew and did not come to run(); with "
        + "JobWorker.runIfNeeded in the first line of main it does"

    private static func timeUp(_ cause: Termination.Cause, health: String, reason: String) -> Outcome {
        Outcome(
            status: .timeout, verdict: .kill, text: "Terminated: \(cause.timeUpText ?? "")", health: health,
            reason: reason, exit: .exited(ExitStatus.timeout))
    }

    static func failed(_ text: String, reason: String, exit: Int32) -> Outcome {
        Outcome(
            status: .failed, verdict: .fail, text: text, health: text.capitalizingFirst, reason: reason,
            exit: .exited(exit))
    }

    /// A library job says itself how it ended; one that cannot any more has failed.
    private static func stated(_ facts: JournalFacts, _ code: Int32) -> Outcome {
        guard let stated = facts.stated else { return .failed("\(WaitStatus.exited(code).text) before execute returned", reason: "exit", exit: 1) }
        if case .failed(let error) = stated { return .failed("failed with \(error)", reason: "error", exit: 1) }
        guard code == 0 else { return .failed("\(WaitStatus.exited(code).text) after execute returned", reason: "exit", exit: 1) }
        var outcome = Outcome(
            status: .successful, verdict: facts.exceptions > 0 ? .errors : .ok, text: "finished without a result", health: nil,
            reason: "exit", exit: .exited(0))
        if case .successful(let text) = stated {
            outcome.text = text
        } else if !facts.isNotable {
            outcome.status = .uneventful
        }
        return outcome
    }

    private static func exited(_ code: Int32, _ facts: JournalFacts, _ settings: RunSettings) -> Outcome {
        let isDegraded = settings.warnCodes.contains(code)
        let meansUneventful = settings.uneventfulCodes.contains(code)
        guard code == 0 || isDegraded || meansUneventful || settings.okCodes.contains(code) else {
            return .failed("failed with exit status \(code)", reason: "exit", exit: code)
        }
        let nothingSaid = !facts.undelayed && facts.result == nil
        let isUneventful = !isDegraded && !facts.isNotable && (nothingSaid || facts.saidUneventful || meansUneventful)
        let lines = "\(grouped(facts.lines)) \(facts.lines == 1 ? "line" : "lines")"
        return Outcome(
            status: isUneventful ? .uneventful : .successful,
            verdict: isDegraded || facts.exceptions > 0 ? .errors : .ok,
            text: facts.result.flatMap { $0.isEmpty ? nil : $0 } ?? "exited with status \(code) (\(lines))",
            health: nil, reason: "exit", exit: .exited(code), isDegraded: isDegraded)
    }
}

extension WaitStatus {
    fileprivate var text: String {
        switch self {
        case .exited(let code): "ended by exit(\(code))"
        case .signalled(let signal): "killed by signal \(signal) (\(Signal.name(signal)))"
        }
    }
}

extension SpawnFailure {
    var exitStatus: Int32 {
        switch kind {
        case .notFound: ExitStatus.notFound
        case .notExecutable: ExitStatus.notExecutable
        case .other: ExitStatus.internalError
        }
    }
}

extension String {
    var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// A number with thousands separators: `1,234`.
public func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.utf8.count > 3 {
        groups.insert(String(digits.suffix(3)), at: 0)
        digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
}
