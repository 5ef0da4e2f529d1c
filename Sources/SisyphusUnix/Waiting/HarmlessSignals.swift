import Glibc

/// The signals that end a process by default and mean nothing to us: a limit that is reached (XFSZ, XCPU), a pipe that nobody reads, timers, input, power,
/// those for programs to agree on. Blocked, they cost one call for all; the system calls behind them fail with an error, which is handled where it
/// happens. Those that are faults of the process itself (SEGV and the like) are left alone.
public enum HarmlessSignals {
    static func add(to set: inout sigset_t) {
        for signal in [SIGPIPE, SIGXFSZ, SIGXCPU, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR, SIGSTKFLT] { sigaddset(&set, signal) }
        for signal in __libc_current_sigrtmin()...__libc_current_sigrtmax() { sigaddset(&set, signal) }
    }

    /// Blocks them in the calling thread and those that it starts; programs that are started get them as usual.
    ///
    /// - Parameter andRequestsToEnd: those that ask a process to end too, of one that ends by itself when it is not needed any more.
    public static func block(andRequestsToEnd: Bool = false) {
        var set = sigset_t()
        sigemptyset(&set)
        add(to: &set)
        if andRequestsToEnd { for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] { sigaddset(&set, signal) } }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Forgets what writing and computing has raised meanwhile: it would end the process as soon as it is no longer blocked.
    static func discard() {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGPIPE, SIGXFSZ, SIGXCPU] { sigaddset(&set, signal) }
        var none = timespec()
        while sigtimedwait(&set, nil, &none) > 0 {}
    }
}
