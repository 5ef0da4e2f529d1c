import Glibc
import Sisyphus

/// The ways in which a program can run a job.
enum ProbeStart {
    static func run(_ name: String) {
        (ProbeJobs.all[name] ?? Job.self).init().run(arguments: Array(CommandLine.arguments.dropFirst(2))).leave()
    }

    /// With threads that do nothing, but would get signals.
    static func besideThreads(_ name: String) {
        for _ in 0..<2 { start { while true { pause() } } }
        run(name)
    }

    /// Not on the first one.
    static func onAnotherThread(_ name: String) {
        start { run(name) }
        while true { pause() }
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body)).toOpaque()
        pthread_create(&thread, nil, { box in
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            Unmanaged<Box>.fromOpaque(box!).takeRetainedValue().body()
            return nil
        }, box)
    }
}
