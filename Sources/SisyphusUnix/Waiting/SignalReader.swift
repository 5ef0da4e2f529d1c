import CSisyphus
import Glibc

/// Signals as something to read: they are blocked, and arrive in the order of the loop.
public final class SignalReader {
    /// To be polled for reading.
    public let fd: Int32
    /// The mask that the process was started with.
    private let callersMask: sigset_t

    private init(fd: Int32, callersMask: sigset_t) {
        self.fd = fd
        self.callersMask = callersMask
    }

    deinit {
        HarmlessSignals.discard()
        File.close(fd)
    }

    /// Blocks TERM INT HUP QUIT USR1 USR2 WINCH TSTP CONT CHLD and reads them from now on. A HUP that is ignored at the start (nohup) stays so. Whatever
    /// else could end this process is blocked too (see `HarmlessSignals`), PIPE ignored for other threads as well.
    /// - Throws: `SystemError` if there is no signalfd(2), since what is blocked would never be heard of then; nothing is blocked.
    public static func start() throws(SystemError) -> SignalReader {
        var set = wanted()
        Glibc.signal(SIGPIPE, SIG_IGN)
        var blocked = set
        HarmlessSignals.add(to: &blocked)
        var before = sigset_t()
        sigprocmask(SIG_BLOCK, &blocked, &before)
        let fd = sis_signals_open(&set)
        if fd == -1 {
            let error = SystemError(operation: "read", object: "signals (signalfd)", errno: Errno(rawValue: errno))
            sigprocmask(SIG_SETMASK, &before, nil)
            throw error
        }
        return SignalReader(fd: fd, callersMask: before)
    }

    /// The signals that are read.
    static func wanted() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD] {
            if signal == SIGHUP && isIgnored(signal) { continue }
            // Shells ignore INT and QUIT for what they start in the background; an ignored CHLD would take the statuses of our
            // children away.
            if isIgnored(signal) { Glibc.signal(signal, SIG_DFL) }
            sigaddset(&set, signal)
        }
        return set
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// The signals that have come since the last time; never waits.
    public func read() -> [Int32] { readWithSenders().map(\.signal) }

    /// The same with the process that sent each; 0: the kernel.
    public func readWithSenders() -> [(signal: Int32, sender: Int32)] {
        var signals: [(signal: Int32, sender: Int32)] = []
        var sender: Int32 = 0
        while true {
            let signal = sis_signals_next(fd, &sender)
            if signal == 0 { return signals }
            signals.append((signal, sender))
        }
    }

    /// Whether one of these signals waits to be read (sigpending(2)).
    public func isPending(_ wanted: [Int32]) -> Bool {
        var set = sigset_t()
        sigpending(&set)
        return wanted.contains { sigismember(&set, $0) == 1 }
    }

    /// Whether a signal waits that asks this process to end, and is blocked.
    static var isAskedToEnd: Bool {
        var set = sigset_t()
        sigpending(&set)
        return [SIGTERM, SIGINT, SIGHUP, SIGQUIT].contains { sigismember(&set, $0) == 1 }
    }

    /// Sends one of the signals that are read to the other processes of this process's group.
    public func signalGroup(_ signal: Int32) {
        kill(0, signal)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal)
        var none = timespec()
        sigtimedwait(&set, nil, &none)
    }

    /// Stops this process as SIGTSTP would have; returns when it goes on.
    public func stopSelf() { raise(SIGSTOP) }

    /// Gives the mask back that the process was started with.
    public func stop() {
        HarmlessSignals.discard()
        var mask = callersMask
        sigprocmask(SIG_SETMASK, &mask, nil)
    }
}
