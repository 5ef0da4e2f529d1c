import CSisyphus
import Glibc
import SystemPackage

/// A thread beside those of the program, which gets the signals that a `SignalReader` reads.
public enum SignalThread {
    private final class Start: Sendable {
        private let signals: sigset_t
        private let body: @Sendable () -> Void

        init(_ signals: sigset_t, _ body: @escaping @Sendable () -> Void) {
            (self.signals, self.body) = (signals, body)
        }

        func perform() {
            // Also where the others block them: a first thread that serves the main actor waits with all signals unblocked (dispatch_main does).
            withUnsafePointer(to: signals) { sis_signals_to_thread($0, pthread_self()) }
            body()
        }
    }

    /// Lets the calling thread have those signals while the body runs. Afterwards they do what they did before.
    ///
    /// - Parameter isShared: the process has other threads, which do not block them.
    public static func here<Result>(isShared: Bool, _ body: () -> Result) -> Result {
        var set = SignalReader.wanted()
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &before)
        if isShared { sis_signals_to_thread(&set, pthread_self()) }
        defer {
            sis_signals_give_back(&set)
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        return body()
    }

    /// Lets a thread of its own have those signals while the body runs, in a process whose other threads go on meanwhile.
    ///
    /// - Parameter then: called when the signals do again what they did before.
    /// - Throws: `SystemError` if there can be no thread.
    public static func beside<Result>(
        _ body: @escaping @Sendable () -> Result, then: @escaping @Sendable (Result) -> Void
    ) throws(SystemError) {
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try start {
            let result = body()
            var set = SignalReader.wanted()
            sis_signals_give_back(&set)
            then(result)
        }
    }

    /// Starts the thread. Those that are started later block those signals as the calling one does from now on.
    /// - Throws: `SystemError` if there can be no thread.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var set = SignalReader.wanted()
        // The new thread has them blocked from its beginning: one that got a signal would pass it on to itself.
        pthread_sigmask(SIG_BLOCK, &set, nil)
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(set, body))
        let error = pthread_create(
            &thread, nil,
            { start in
                Unmanaged<Start>.fromOpaque(start!).takeRetainedValue().perform()
                return nil
            }, start.toOpaque())
        guard error == 0 else {
            start.release()
            throw SystemError(operation: "start", object: "a thread", errno: Errno(rawValue: error))
        }
        // Nobody joins it.
        pthread_detach(thread)
    }
}
