import Glibc
import Sisyphus
import Synchronization

/// Announces itself, then waits for the end.
final class SleepJob: ProbeJob {
    override func execute() async throws -> String? {
        log("sleeping")
        try await Task.sleep(for: .seconds(600))
        return "slept"
    }
}

/// Does not listen when it is asked to end.
final class StubbornJob: ProbeJob {
    override func execute() async throws -> String? {
        log("working")
        signal(SIGTERM, SIG_IGN)
        while true { sleep(600) }
    }
}

/// Is asked to end: its handler needs the lock under which it logs, and logs too; `defer` and `catch` have their say.
final class ClosingJob: ProbeJob {
    private final class Count: Sendable { let number = Mutex(0) }

    override func execute() async throws -> String? {
        let (log, count) = (log, Count())
        let holdsUp = getenv("PROBE_HOLD_UP") != nil
        return try await withTaskCancellationHandler {
            defer { log("deferred") }
            log("working")
            do {
                while true {
                    try await Task.sleep(for: .milliseconds(1))
                    count.number.withLock {
                        $0 += 1
                        log.delay("count \($0)")
                    }
                }
            } catch {
                log("caught \(error)")
                throw error
            }
        } onCancel: {
            if holdsUp { sleep(15) }
            count.number.withLock { _ in log("closing") }
        }
    }
}

final class ExitJob: ProbeJob {
    override func execute() async throws -> String? {
        log("leaving")
        exit(0)
    }
}

final class ExitThreeJob: ProbeJob {
    override func execute() async throws -> String? {
        log("leaving")
        exit(3)
    }
}

final class AbortJob: ProbeJob {
    override func execute() async throws -> String? {
        log("aborting")
        abort()
    }
}

final class CrashJob: ProbeJob {
    override func execute() async throws -> String? {
        let numbers: [Int] = []
        return "\(numbers[1])"
    }
}

final class KilledJob: ProbeJob {
    override func execute() async throws -> String? {
        log("about to be killed")
        kill(getpid(), SIGKILL)
        return nil
    }
}

/// Ends well, but a thread of it ends the process badly afterwards.
final class BadEndJob: ProbeJob {
    override func execute() async throws -> String? {
        atexit { _exit(7) }
        return "did it"
    }
}

/// Logs an error and has nothing else to tell.
final class LoggedErrorJob: ProbeJob {
    override func execute() async throws -> String? {
        log(ValueError(description: "bad\nvalue"))
        return nil
    }
}

/// Counts its runs and ends with the third.
final class RepeatJob: ProbeJob {
    override class var repeats: Bool { true }
    override class var exitOnError: Bool { true }

    private let counter = FileCounter()

    override func nextrun() async throws -> NextRun? { 0.05 }

    override func execute() async throws -> String? {
        let number = try counter.next(settings.basedir ?? "/tmp")
        if number == 3 { throw ValueError(description: "third run") }
        return "run \(number)"
    }
}

/// Each run is a process of its own, so they count in a file.
struct FileCounter {
    func next(_ directory: String) throws -> Int {
        let fd = open(directory + "/count", O_RDWR | O_CREAT | O_APPEND, 0o600)
        defer { close(fd) }
        guard fd >= 0, write(fd, "x", 1) == 1 else { throw ValueError(description: "cannot count") }
        return Int(lseek(fd, 0, SEEK_END))
    }
}
