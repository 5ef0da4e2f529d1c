import SisyphusUnix

/// What runs a job: `Import().run()`, in asynchronous code `await Import().run()`.
///
/// `run` is found on a job, but is no member of its class: there it would hide the functions of that name that other modules have, swift-subprocess's for one.
public struct JobRunner {
    let job: Job

    /// Runs the job: what is called, in synchronous code or in asynchronous code.
    public var run: JobRunner { self }

    /// Runs the job as the command line says: the original's `execute` and `executewithargs`.
    ///
    /// The program begins anew in the process that does the work; there this does not return, nor does it with `--fork no`. Best called
    /// before the program has started threads, from `main.swift` or a `main` that is not asynchronous: otherwise `ps` shows nothing of the run,
    /// and whatever else the program does must not wait for children of its own meanwhile.
    /// - Parameter arguments: The words after the program's name. Wrong ones end the program with status 64.
    /// - Returns: How the program is to end, see ``JobExit/leave()``.
    @available(*, noasync, message: "asynchronous code has to await it, at the top level of main.swift in a function of its own")
    @discardableResult
    public func callAsFunction(arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> JobExit {
        Supervision.run(job, arguments)
    }

    #if compiler(>=6.2)
    /// The same for asynchronous code: a thread of its own supervises, and the caller waits without keeping one.
    ///
    /// - Parameter arguments: The words after the program's name. Wrong ones end the program with status 64.
    /// - Returns: How the program is to end, see ``JobExit/leave()``.
    @discardableResult
    nonisolated(nonsending) public func callAsFunction(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async -> JobExit {
        await Supervision.run(job, arguments, isolation: #isolation)
    }
    #else
    /// The same for asynchronous code: a thread of its own supervises, and the caller waits without keeping one.
    ///
    /// - Parameter arguments: The words after the program's name. Wrong ones end the program with status 64.
    /// - Returns: How the program is to end, see ``JobExit/leave()``.
    @discardableResult
    public func callAsFunction(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async -> JobExit {
        await Supervision.run(job, arguments, isolation: nil)
    }
    #endif
}

extension Job {
    /// The beginning of a program that is marked with `@main`. It makes the job by its `init()`: a class that has other initialisers has that one too (`override init()`), or
    /// runs by what its program calls.
    public class func main() {
        begin(Array(CommandLine.arguments.dropFirst()))
    }

    /// The beginning of a program with these words after its name.
    package final class func begin(_ arguments: [String]) -> Never {
        let signals = SignalDispositions()
        Supervision.run(made(), arguments, signals: signals).leave()
    }

    /// What is called on a job: `run`.
    public final subscript<Member>(dynamicMember member: KeyPath<JobRunner, Member>) -> Member { JobRunner(job: self)[keyPath: member] }

    // Swift makes an instance of a class that is known only when the program runs by a required initialiser alone, which every class with one of its own would have to repeat.
    // But an initialiser that calls another one finds that of the class it was called with, and by the name of its symbol it can be called with any. A class that lacks it
    // ends the program: "Use of unimplemented initializer 'init()' for class 'Shop.Import'". There is no way of the language alone (6.3): a protocol with `init()`, an extension
    // of one with `Self: Job` and a factory method of the class all ask for a required initialiser. That the attribute keeps its meaning is what
    // `jobsAreMadeByTheirOwnInitialisers` sees, and in a release build `make bench`, whose jobs are made in this way.
    @_silgen_name("sisyphus_job_made_by_its_class")
    convenience init(ofCalledClass: Void) { self.init() }

    /// An instance of the class that it is called on, by its `init()`.
    @_silgen_name("sisyphus_job_made_by_its_class")
    package final class func made() -> Job
}
