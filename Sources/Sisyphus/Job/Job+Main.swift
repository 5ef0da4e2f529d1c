import SisyphusCourier

extension Job {
    /// The beginning of a program that is marked with `@main`.
    public class func main() {
        Courier.runIfAsked()
        Self().run().leave()
    }

    /// Runs the job as the command line says.
    ///
    /// Must be called before the program has started threads, thus from `main.swift` or a `main` that is not asynchronous. In
    /// the worker process it does the work and does not return.
    /// - Parameter arguments: the words after the program's name.
    @discardableResult
    public final func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> JobExit {
        Starter.run(self, arguments)
    }
}
