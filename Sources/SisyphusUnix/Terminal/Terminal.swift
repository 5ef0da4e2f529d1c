import Glibc

/// Terminals and who is in their foreground.
public enum Terminal {
    /// How many columns the terminal has; `nil`: it is none, or does not know.
    public static func columns(_ fd: Int32) -> Int? { size(fd).map { Int($0.ws_col) } }

    /// Rows and columns (ioctl_tty(2)); `nil`: it is no terminal, or does not know.
    static func size(_ fd: Int32) -> winsize? {
        var size = winsize()
        return ioctl(fd, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? size : nil
    }

    /// Whether the descriptor is a terminal (isatty(3)).
    public static func isTerminal(_ fd: Int32) -> Bool { isatty(fd) == 1 }

    /// The terminal among the descriptors of a job that this process may hand over: its group is in the foreground there.
    static func controlling(_ spec: SpawnSpec) -> Int32? {
        [spec.stdin, spec.stdout, spec.stderr, 0, 1, 2].first { isTerminal($0) && tcgetpgrp($0) == getpgrp() }
    }

    /// Puts this process's group into the foreground again.
    static func takeBack(_ fd: Int32) {
        var ttou = sigset_t()
        var before = sigset_t()
        sigemptyset(&ttou)
        sigaddset(&ttou, SIGTTOU)
        // A background process that changes the terminal would be stopped.
        sigprocmask(SIG_BLOCK, &ttou, &before)
        tcsetpgrp(fd, getpgrp())
        sigprocmask(SIG_SETMASK, &before, nil)
    }
}
