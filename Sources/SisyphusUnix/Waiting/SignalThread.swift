import CSisyphus
import Glibc

/// A thread beside those of the program, which gets the signals that a `SignalReader` reads.
public enum SignalThread {
    /// Lets the calling thread have those signals while the body runs. Afterwards they do what they did before.
    ///
    /// - Parameter isShared: the process has other threads, which do not block them.
    public static func here<Result>(isShared: Bool, _ body: () -> Result) -> Result {
        var set = SignalReader.wanted()
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &before)
        if isShared { sis_signals_to_this_thread(&set) }
        defer {
            if isShared { sis_signals_give_back(&set) }
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
        let signals = set
        try PlainThread.start {
            // Also where the others block them: a first thread that serves the main actor waits with all signals unblocked (dispatch_main does).
            withUnsafePointer(to: signals) { sis_signals_to_this_thread($0) }
            body()
        }
    }

    /// Which thread calls, for `send`.
    public static var currentID: Int32 { sis_thread_id() }
    /// Sends a signal to one thread of this process; to one that is gone it does nothing.
    public static func send(_ signal: Int32, to thread: Int32) { sis_signal_thread(thread, signal) }
}

/// A thread that nobody waits for, for what may take any time.
public enum PlainThread {
    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Throws: `SystemError` if there can be no thread.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var thread = pthread_t()
        try begin(body) { start in
            pthread_create(
                &thread, nil,
                { start in
                    Unmanaged<Start>.fromOpaque(start!).takeRetainedValue().body()
                    return nil
                }, start)
        }
        pthread_detach(thread)
    }

    /// In a copy of a process (`SpawnSpec.work`): the body is called as soon as the first thread, which calls this, has begun to serve the main queue. It must do nothing
    /// else, since the locks of Swift take it for a thread of the other process. To be called once.
    /// - Throws: `SystemError` if there can be no thread.
    public static func startInCopy(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        try begin(body) { start in sis_when_first_thread_is_out({ Unmanaged<Start>.fromOpaque($0!).takeRetainedValue().body() }, start) }
    }

    private static func begin(_ body: @escaping @Sendable () -> Void, _ create: (UnsafeMutableRawPointer) -> Int32) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(body))
        let error = create(start.toOpaque())
        guard error == 0 else {
            start.release()
            throw SystemError(operation: "start", object: "a thread", errno: Errno(rawValue: error))
        }
    }
}

/// Signals that are told to a thread instead of ending the process.
public enum EndSignals {
    /// Has a thread of its own call the body for each of these signals that comes from now on, unless somebody has a handler for it already.
    /// What this process starts has them at their defaults.
    /// - Throws: `SystemError` if there are no descriptors or threads left.
    public static func watch(_ signals: Set<Int32>, _ body: @escaping @Sendable (Int32) -> Void) throws(SystemError) {
        let ends = try PipeEnds()
        try PlainThread.start {
            withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
                while true {
                    _ = Poll.isReady(ends.reading, for: .reading, within: nil)
                    if case .bytes = File.readAvailable(ends.reading, byte) { body(Int32(byte[0])) }
                }
            }
        }
        for signal in signals { sis_signal_to_descriptor(signal, ends.writing) }
    }
}
