/// The verdict on a run: status, texts and the supervisor's own exit.
public struct Outcome: Sendable, Equatable {
    /// How the supervisor itself ends.
    public enum Exit: Sendable, Equatable {
        case status(Int32)
        /// By this signal, so that callers see an interrupted run for what it was.
        case signal(Int32)
    }

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
    /// One word for records: `exit`, `signal`, `timeout`, `idle`, `interrupted`, `not-started`, `keeper-lost`.
    public var reason: String
    public var exit: Exit
    /// A status of `--warn-codes`: successful, but a monitor shows a warning.
    public var isDegraded = false

    /// The text of the result line.
    public var line: String { summary.map { "\(text): \($0)" } ?? text }
}

/// What a run's log holds, as far as the verdict depends on it.
public struct RunFacts: Sendable, Equatable {
    /// Lines that the job printed.
    public var lines: Int
    /// Anything that forbids to call the run uneventful: exceptions, stderr, routed lines, warnings of our own.
    public var isNotable: Bool
    /// Whether an exception was logged.
    public var hasErrors: Bool
    /// Whether anything but delayed lines was logged.
    public var hasUndelayedLines: Bool
    /// The job's last `@!result>`.
    public var result: String?
    /// Whether the job said `@!uneventful>`.
    public var saidUneventful: Bool
    /// How a library job said that it ended.
    public var stated: StatedOutcome?

    public init(
        lines: Int = 0, isNotable: Bool = false, hasErrors: Bool = false, hasUndelayedLines: Bool = false,
        result: String? = nil, saidUneventful: Bool = false
    ) {
        self.lines = lines
        self.isNotable = isNotable
        self.hasErrors = hasErrors
        self.hasUndelayedLines = hasUndelayedLines
        self.result = result
        self.saidUneventful = saidUneventful
    }
}

extension Outcome {
    /// Judges a run: how it ended decides, what it said chooses at most between uneventful and successful.
    ///
    /// - Parameter exception: what a job that failed has failed by.
    public static func judge(_ ending: Termination, facts: RunFacts, settings: RunSettings, exception: JobException? = nil) -> Outcome {
        var outcome = judge(ending, facts, settings)
        guard !outcome.status.isGood else { return outcome }
        if outcome.status == .failed, !settings.isLibraryJob, let exception {
            outcome.text += ": \(exception.headline)"
            outcome.health = outcome.text.capitalizingFirst
        }
        if let summary = facts.result, !summary.isEmpty {
            outcome.summary = summary
            outcome.health? += ": \(summary)"
        }
        return outcome
    }

    private static func judge(_ ending: Termination, _ facts: RunFacts, _ settings: RunSettings) -> Outcome {
        switch ending.cause {
        case .interrupted(let signal):
            return Outcome(
                status: .interrupted, verdict: .fail, text: "interrupted by \(Signal.name(signal))",
                health: "Interrupted by \(Signal.name(signal))", reason: "interrupted", exit: .signal(signal))
        case .timedOut(let limit):
            return .timeUp(ending.cause, health: "Timeout after \(TimeSpanText.text(microseconds: limit))", reason: "timeout")
        case .idle(let limit):
            return .timeUp(ending.cause, health: "No output for \(TimeSpanText.text(microseconds: limit))", reason: "idle")
        case .notStarted(let failure):
            return .failed(failure.message, reason: "not-started", exit: failure.exitStatus)
        case .keeperLost:
            return .failed("the keeper process was lost", reason: "keeper-lost", exit: ExitStatus.internalError)
        case .exited(.signalled(let signal)):
            let text = "killed by signal \(signal) (\(Signal.name(signal)))"
            return .failed(text, reason: "signal", exit: 128 + signal)
        case .exited(.exited(let code)):
            return settings.isLibraryJob ? .stated(facts, code) : .exited(code, facts, settings)
        }
    }

    private static func timeUp(_ cause: Termination.Cause, health: String, reason: String) -> Outcome {
        Outcome(
            status: .timeout, verdict: .kill, text: "Terminated: \(cause.timeUpText ?? "")", health: health,
            reason: reason, exit: .status(ExitStatus.timeout))
    }

    private static func failed(_ text: String, reason: String, exit: Int32) -> Outcome {
        Outcome(
            status: .failed, verdict: .fail, text: text, health: text.capitalizingFirst, reason: reason,
            exit: .status(exit))
    }

    /// A library job says itself how it ended; one that cannot any more has failed.
    private static func stated(_ facts: RunFacts, _ code: Int32) -> Outcome {
        guard let stated = facts.stated else {
            return .failed("ended by exit(\(code)) before execute returned", reason: "exit", exit: 1)
        }
        if case .failed(let error) = stated { return .failed("failed with \(error)", reason: "error", exit: 1) }
        guard code == 0 else { return .failed("ended by exit(\(code)) after execute returned", reason: "exit", exit: 1) }
        var outcome = Outcome(
            status: .successful, verdict: facts.hasErrors ? .errors : .ok, text: "finished without a result", health: nil,
            reason: "exit", exit: .status(0))
        if case .successful(let text) = stated {
            outcome.text = text
        } else if !facts.isNotable {
            outcome.status = .uneventful
        }
        return outcome
    }

    private static func exited(_ code: Int32, _ facts: RunFacts, _ settings: RunSettings) -> Outcome {
        let isDegraded = settings.warnCodes.contains(code)
        let meansUneventful = settings.uneventfulCodes.contains(code)
        guard code == 0 || isDegraded || meansUneventful || settings.okCodes.contains(code) else {
            return .failed("failed with exit status \(code)", reason: "exit", exit: code)
        }
        let nothingSaid = !facts.hasUndelayedLines && facts.result == nil
        let isUneventful = !isDegraded && !facts.isNotable && (nothingSaid || facts.saidUneventful || meansUneventful)
        let lines = "\(grouped(facts.lines)) \(facts.lines == 1 ? "line" : "lines")"
        return Outcome(
            status: isUneventful ? .uneventful : .successful,
            verdict: isDegraded || facts.hasErrors ? .errors : .ok,
            text: facts.result ?? "exited with status \(code) (\(lines))",
            health: nil, reason: "exit", exit: .status(code), isDegraded: isDegraded)
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
