import SisyphusCore
import SisyphusUnix

/// The lock that lets only one run of a job live: `flock` on a file that is never removed.
///
/// It is held by the supervisor and its keeper, so that it stays held until the tree of a killed supervisor is dead, and
/// never by the job, so that a daemon which the job leaves on purpose does not block the next run.
final class JobLock {
    enum Attempt {
        case held(JobLock)
        /// Another run is alive.
        case busy
        /// A signal ended the waiting.
        case interrupted(Int32)
    }

    let fd: Int32

    private init(fd: Int32) {
        self.fd = fd
    }

    /// Takes the lock, or waits for it as `--overlap` says; at most one start waits, further ones find it busy.
    static func take(
        in directory: Directory, settings: RunSettings, access: FileAccess, signals: SignalReader
    ) throws(StartFailure) -> Attempt {
        do {
            let fd = try directory.openFile(FileName.lock, File.readWrite | File.create | File.noFollow, mode: access.mode)
            let lock = JobLock(fd: fd)
            try lock.checkOwner(settings, directory: directory, access: access)
            if try File.lock(fd, name: FileName.lock) { return .held(lock) }
            guard case .wait(let limit) = settings.overlap else { return lock.give(up: .busy) }
            let place = try directory.openFile(FileName.waiting, File.readWrite | File.create | File.noFollow, mode: access.mode)
            defer { File.close(place) }
            guard try File.lock(place, name: FileName.waiting) else { return lock.give(up: .busy) }
            return try lock.wait(limit, signals)
        } catch let error as SystemError {
            throw .cannotCreate(error)
        } catch let error as StartFailure {
            throw error
        } catch {
            fatalError("\(error)")
        }
    }

    /// A blocking `flock` would not see our blocked signals, so the lock is tried again and again, in pauses that grow to 100 ms.
    private func wait(_ limit: Duration?, _ signals: SignalReader) throws(SystemError) -> Attempt {
        let deadline = limit.map { Clock.monotonicMicroseconds() + $0.microseconds }
        var pause: Int64 = 5_000
        while true {
            if try File.lock(fd, name: FileName.lock) { return .held(self) }
            let now = Clock.monotonicMicroseconds()
            if let deadline, now >= deadline { return give(up: .busy) }
            let next = min(pause, deadline.map { $0 - now } ?? pause)
            if let signal = Pause.wait(microseconds: next, signals: signals) { return give(up: .interrupted(signal)) }
            pause = min(pause * 2, 100_000)
        }
    }

    private func give(up attempt: Attempt) -> Attempt {
        File.close(fd)
        return attempt
    }

    /// Unlocks for every process that shares the descriptor, the keeper among them.
    func release() {
        File.unlock(fd)
        File.close(fd)
    }

    /// The lock file says whose it is: job `a.b` and job `a` with identifier `b` would share the directory.
    private func checkOwner(_ settings: RunSettings, directory: Directory, access: FileAccess) throws {
        let own = "job=\(settings.jobname)\nidentifier=\(settings.identifier ?? "")\n"
        let found = try File.read(fd, upTo: 1024, at: 0, name: FileName.lock)
        if found.isEmpty {
            try File.write(fd, Array(own.utf8), at: 0, name: FileName.lock)
            try access.apply(toFile: fd, name: FileName.lock)
        } else if found != Array(own.utf8) {
            File.close(fd)
            throw StartFailure(
                "the directory \(directory.path) belongs to another combination of job name and identifier; "
                    + "choose another job name or identifier",
                ExitStatus.usage)
        }
    }
}
