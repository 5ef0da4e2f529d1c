/// What `wait` told about a process that ended (wait(2)).
public enum WaitStatus: Hashable, Sendable {
    /// It called `exit` with this status, 0 to 255.
    case exited(Int32)
    /// It was ended by this signal.
    case signalled(Int32)

    /// Reads the raw status word: the signal half first, so that a killed job is never taken for a good one.
    public init(rawStatus: Int32) {
        let signal = rawStatus & 0x7f
        self = signal != 0 ? .signalled(signal) : .exited((rawStatus >> 8) & 0xff)
    }
}

/// Exit statuses of our own (those of the command pass through unchanged; sysexits(3), timeout(1), env(1)).
public enum ExitStatus {
    /// Bad usage.
    public static let usage: Int32 = 64
    /// The directory or the lock of the job cannot be had.
    public static let cannotCreate: Int32 = 73
    /// Another run of the job is alive (changed by `--skip-status`).
    public static let skipped: Int32 = 75
    public static let timeout: Int32 = 124
    /// Anything else of ours before the command ran, or the keeper lost.
    public static let internalError: Int32 = 125
    public static let notExecutable: Int32 = 126
    public static let notFound: Int32 = 127
}
