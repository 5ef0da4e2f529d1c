/// The times that bound a run, in microseconds.
public struct RunLimits: Sendable, Equatable {
    /// The whole run.
    public var maxtime: Int64?
    /// One try of it.
    public var tryMaxtime: Int64?
    /// Without output.
    public var idle: Int64?
    /// After this time a warning is logged, once.
    public var warn: Int64?
    /// Whether a warning is logged when it takes far longer than usual.
    public var warnsOfUnusual = false
    /// Between SIGTERM and SIGKILL.
    public var grace: Int64
    /// Reading on after the job has ended while something still holds its output.
    public var drain: Int64
    public var leftover: RunSettings.Leftover
    /// Whether a run that loses the lock of all hosts is ended.
    public var endsWithoutLock = true
    /// Whether it is logged what processes do at bad moments.
    public var snapshot = true
    /// How a command ends by Ctrl-C or Ctrl-\ at a terminal whose signals reach it alone, and by which signal that is: killed by it, or with the
    /// status 128 + N of programs that clean up first, unless options give that another meaning.
    public var interruptions: [WaitStatus: Int32] = [:]

    public init(
        maxtime: Int64? = nil, idle: Int64? = nil, warn: Int64? = nil, grace: Int64 = 500_000,
        drain: Int64 = 1_000_000, leftover: RunSettings.Leftover = .report
    ) {
        self.maxtime = maxtime
        self.idle = idle
        self.warn = warn
        self.grace = grace
        self.drain = drain
        self.leftover = leftover
    }

    public init(_ settings: RunSettings) {
        self.init(
            maxtime: settings.maxtime?.microseconds, idle: settings.idleTimeout?.microseconds,
            warn: settings.warntime?.microseconds, grace: settings.killGrace.microseconds,
            drain: settings.drain.microseconds, leftover: settings.leftover)
        snapshot = settings.snapshot
        warnsOfUnusual = settings.warnUnusual != .no
        tryMaxtime = settings.retries.maxtime?.microseconds
        guard settings.tty else { return }
        for signal in [Signal.interrupt, Signal.quit] {
            interruptions[.signalled(signal)] = signal
            let isNamed = [settings.okCodes, settings.warnCodes, settings.uneventfulCodes].contains { $0.contains(128 + signal) }
            if !isNamed { interruptions[.exited(128 + signal)] = signal }
        }
    }
}
