import CSisyphus
import Glibc

/// Shows what goes to standard output from now on page by page.
public final class Pager {
    private let program: Program

    /// - Parameter command: a command line of the shell, as in `PAGER`.
    public init(_ command: String) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try attempt("create a", "pipe") { sis_pipe(&ends) }
        var environment = EnvironmentVector.inherited()
        // As git and systemd do: leave at once what fits the screen; and start nothing else, since this may run as root.
        if Environment.value(of: "LESS") == nil { environment.set("LESS", "FRX") }
        environment.set("LESSSECURE", "1")
        program = try Program("/bin/sh", ArgumentVector(["sh", "-c", command]), environment: environment, input: ends[0], output: 1, error: 2, session: false)
        dup2(ends[1], 1)
        File.close(ends[0])
        File.close(ends[1])
        // The keys are the pager's: whoever presses Ctrl-C there has not seen enough.
        signal(SIGINT, SIG_IGN)
    }

    /// Lets the reader see the end, and waits until he has.
    public func finish() {
        File.close(1)
        program.wait()
    }
}
