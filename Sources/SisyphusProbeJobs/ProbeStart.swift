import Glibc
import Sisyphus

/// The ways in which a program can run a job.
enum ProbeStart {
    static func run(_ name: String) { exit(of: name).leave() }

    private static func exit(of name: String) -> JobExit {
        (ProbeJobs.all[name] ?? Job.self).made().run(arguments: Array(CommandLine.arguments.dropFirst(2)))
    }

    /// As a class that is marked with `@main`, whose worker may be a copy of the supervisor.
    static func asMain(_ name: String) {
        // Foundation lets what it starts have descriptors of its own.
        for fd in 3..<1024 as Range<Int32> { close(fd) }
        (ProbeJobs.all[name] ?? Job.self).begin(Array(CommandLine.arguments.dropFirst(2)))
    }

    /// With threads that do nothing, but would get signals.
    static func besideThreads(_ name: String) {
        startThreads()
        run(name)
    }

    static func startThreads() {
        for _ in 0..<2 { start { while true { pause() } } }
    }

    /// Not on the first one.
    static func onAnotherThread(_ name: String) {
        start { run(name) }
        while true { pause() }
    }

    /// Goes on afterwards, with signals that do what they did before.
    static func goOn(after name: String) {
        unblockSignals()
        _ = exit(of: name)
        kill(getpid(), SIGTERM)
        print("alive")
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Programs that start this one from a thread of theirs may block some.
    private static func unblockSignals() {
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { box in
                ProbeStart.unblockSignals()
                Unmanaged<Box>.fromOpaque(box!).takeRetainedValue().body()
                return nil
            }, box)
    }
}
