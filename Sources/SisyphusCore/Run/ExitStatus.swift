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
