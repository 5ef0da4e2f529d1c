import CSisyphus
import Glibc
import SystemPackage

/// A thread beside those of the program, which gets the signals that a `SignalReader` reads.
public enum SignalThread {
    private final class Box: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Lets this thread have those signals in a process that has others already, which do not block them.
    public static func giveSignalsToThisThread() {
        var set = SignalReader.wanted()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        sis_signals_to_thread(&set, pthread_self())
    }

    /// Starts the thread. To be called while the process has one thread, so that all that follow block those signals, or after
    /// `giveSignalsToThisThread`.
    /// - Throws: `SystemError` if there can be no thread.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var set = SignalReader.wanted()
        sigprocmask(SIG_BLOCK, &set, nil)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let error = pthread_create(
            &thread, nil,
            { box in
                Unmanaged<Box>.fromOpaque(box!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard error == 0 else {
            box.release()
            throw SystemError(operation: "start", object: "a thread", errno: Errno(rawValue: error))
        }
        // A first thread that serves the main actor waits with all signals unblocked (dispatch_main does).
        sis_signals_to_thread(&set, thread)
    }
}
