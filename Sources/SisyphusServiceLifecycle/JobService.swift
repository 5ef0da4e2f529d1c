import Glibc
public import ServiceLifecycle
public import Sisyphus

/// A job among the services of a `ServiceGroup`:
///
///     @main struct Shop {
///         static func main() async throws {
///             await JobWorker.runIfNeeded([Import.self])
///             let services: [any Service] = [server, JobService(Import.self, arguments: ["--repeat"])]
///             try await ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm], logger: logger).run()
///         }
///     }
///
/// A graceful shutdown interrupts the run: the job's processes get the signal that asks them to end and the time that `killGrace` says, and the service ends when they are
/// gone. A signal that asks the program to end interrupts the run too, and reaches the group when the run is over.
public struct JobService: Service {
    private let make: @Sendable () -> Job
    private let arguments: [String]

    /// - Parameters:
    ///   - type: The class of the job, which is made by its `init()`. One that does not repeat is a service that ends: see
    ///     `ServiceGroupConfiguration.ServiceConfiguration.successTerminationBehavior`.
    ///   - arguments: Options of the job, as on a command line.
    public init(_ type: Job.Type, arguments: [String] = []) {
        self.init(arguments: arguments) { type.made() }
    }

    /// The same for a job that is made in another way: `JobService { Import(database: database) }`.
    ///
    /// - Parameters:
    ///   - arguments: Options of the job, as on a command line.
    ///   - make: Makes the job when the service runs.
    public init(arguments: [String] = [], _ make: @escaping @Sendable () -> Job) {
        (self.make, self.arguments) = (make, arguments)
    }

    /// Runs the job.
    /// - Throws: ``JobServiceError`` if it fails.
    public func run() async throws {
        let (name, exit) = await cancelWhenGracefulShutdown { [make, arguments] in
            let job = make()
            return (job.settings.jobname, await job.run(arguments: arguments))
        }
        switch exit {
        case .status(0): return
        case .status(let status): throw JobServiceError(job: name, status: status)
        case .signal(let signal):
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            // The run had the signals of the program; whoever else wants to know of this one gets it now.
            kill(getpid(), signal)
            try await gracefulShutdown()
        }
    }
}

/// A job that runs as a service has failed.
public struct JobServiceError: Error, CustomStringConvertible {
    /// The name of the job.
    public let job: String
    /// What the program of the job would have ended with, see `JobExit`.
    public let status: Int32

    public var description: String { "the job \(job) ended with status \(status)" }
}
