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
