import CSisyphus

/// What this process does with the signals that it does not leave to the system.
public struct SignalDispositions: Sendable, Equatable {
    /// The bit N - 1 for signal N that is ignored; what a program begins with comes from whoever started it.
    public let ignored: UInt64
    /// The same for signals that have handlers: of the program, of the runtime of Swift, of a sanitizer.
    public let handled: UInt64

    /// Those of the moment.
    public init() {
        var (ignored, handled) = (UInt64(0), UInt64(0))
        sis_signal_dispositions(&ignored, &handled)
        (self.ignored, self.handled) = (ignored, handled)
    }
}
