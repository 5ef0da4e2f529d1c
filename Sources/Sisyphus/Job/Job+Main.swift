extension Job {
    /// The beginning of a program that is marked with `@main`.
    public class func main() {
        Self().run().leave()
    }

    /// Runs the job as the command line says: the original's `execute` and `executewithargs`.
    ///
    /// The program begins anew in the process that does the work; there this does not return, nor does it with `--fork no`. Best called
    /// before the program has started threads, from `main.swift` or a `main` that is not asynchronous: otherwise `ps` shows nothing of the run,
    /// and whatever else the program does must not wait for children of its own meanwhile.
    /// - Parameter arguments: The words after the program's name. Wrong ones end the program with status 64.
    /// - Returns: How the program is to end, see ``JobExit/leave()``.
    @available(*, noasync, message: "asynchronous code has to await it, at the top level of main.swift in a function of its own")
    @discardableResult
    public final func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> JobExit {
        Supervision.run(self, arguments)
    }

    #if compiler(>=6.2)
    /// The same for asynchronous code: a thread of its own supervises, and the caller waits without keeping one.
    ///
    /// - Parameter arguments: The words after the program's name. Wrong ones end the program with status 64.
    /// - Returns: How the program is to end, see ``JobExit/leave()``.
    @discardableResult
    nonisolated(nonsending) public final func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async -> JobExit {
        await Supervision.run(self, arguments, isolation: #isolation)
    }
    #else
    /// The same for asynchronous code: a thread of its own supervises, and the caller waits without keeping one.
    ///
    /// - Parameter arguments: The words after the program's name. Wrong ones end the program with status 64.
    /// - Returns: How the program is to end, see ``JobExit/leave()``.
    @discardableResult
    public final func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async -> JobExit {
        await Supervision.run(self, arguments, isolation: nil)
    }
    #endif
}
