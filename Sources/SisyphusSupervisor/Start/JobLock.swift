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

    private(set) var fd: Int32
    private let directory: Directory
    private let settings: RunSettings
    private let access: FileAccess

    private init(directory: Directory, settings: RunSettings, access: FileAccess) throws {
        self.directory = directory
        self.settings = settings
        self.access = access
        fd = try JobLock.open(FileName.lock, in: directory, access)
        try checkOwner()
    }

    private static func open(_ name: String, in directory: Directory, _ access: FileAccess) throws(SystemError) -> Int32 {
        try directory.openFile(name, File.readWrite | File.create | File.noFollow | File.nonBlocking, mode: access.mode)
    }

    /// Takes the lock, or waits for it as `--overlap` says; at most one start waits, further ones find it busy.
    static func take(
        in directory: Directory, settings: RunSettings, access: FileAccess, signals: SignalReader
    ) throws(StartFailure) -> Attempt {
        do {
            let lock = try JobLock(directory: directory, settings: settings, access: access)
            if try lock.acquire() { return .held(lock) }
            guard case .wait(let limit) = settings.overlap else { return lock.give(up: .busy) }
            let place = try open(FileName.waiting, in: directory, access)
            defer { File.close(place) }
            guard try File.lock(place, name: directory.childPath(FileName.waiting)) else { return lock.give(up: .busy) }
            return try lock.wait(limit, signals)
        } catch let error as SystemError {
            throw .cannotCreate(error)
        } catch let error as StartFailure {
            throw error
        } catch {
            fatalError("\(error)")
        }
    }

    /// Tries once.
    ///
    /// Somebody may have removed the lock file while a run held it: then the file of that name is another one, whose lock says
    /// nothing. So the supervisor locks the directory itself as well, and what its keeper does after its death shows in `run.state`.
    private func acquire() throws -> Bool {
        while true {
            guard try File.lock(fd, name: path) else { return false }
            if try directory.status(of: FileName.lock)?.inode == File.status(fd, name: path).inode { break }
            File.close(fd)
            fd = try JobLock.open(FileName.lock, in: directory, access)
            try checkOwner()
        }
        if isDirectoryFree, !isRunAlive { return true }
        File.unlock(fd)
        File.unlock(directory.fd)
        return false
    }

    /// Some file systems lock no directories (NFS): there the file alone has to do.
    private var isDirectoryFree: Bool { (try? File.lock(directory.fd, name: directory.path)) ?? true }

    private var isRunAlive: Bool {
        guard let bytes = try? directory.readFile(RunStateFile.name, limit: 4 << 20), let state = RunStateFile(bytes: bytes),
            case .alive = HealthQuestion.judge(state)
        else { return false }
        return true
    }

    /// A blocking `flock` would not see our blocked signals, so the lock is tried again and again, in pauses that grow to 100 ms.
    private func wait(_ limit: Duration?, _ signals: SignalReader) throws -> Attempt {
        let deadline = limit.map { SystemClock.monotonicMicroseconds() + $0.microseconds }
        var pause: Int64 = 5_000
        while true {
            if try acquire() { return .held(self) }
            let now = SystemClock.monotonicMicroseconds()
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
        File.unlock(directory.fd)
        File.unlock(fd)
        File.close(fd)
    }

    private var path: String { directory.childPath(FileName.lock) }

    private func sign(_ text: String) throws(SystemError) {
        do {
            try File.write(fd, Array(text.utf8), at: 0, name: path)
        } catch {
            // A full disk keeps nobody from holding the lock.
            if !error.isDiskTrouble { throw error }
        }
    }

    /// The lock file says whose it is: job `a.b` and job `a` with identifier `b` would share the directory.
    private func checkOwner() throws {
        let own = "job=\(settings.jobname)\nidentifier=\(settings.identifier ?? "")\n"
        let status = try File.status(fd, name: path)
        guard status.kind == .regular else {
            File.close(fd)
            throw SystemError(operation: "lock", object: path, errno: .invalidArgument, explanation: "it is no regular file")
        }
        let found = try File.read(fd, upTo: 1024, at: 0, name: path)
        if found.isEmpty {
            try sign(own)
        } else if found != Array(own.utf8) {
            File.close(fd)
            throw StartFailure(
                "the directory \(directory.path) belongs to another combination of job name and identifier; "
                    + "choose another job name or identifier",
                ExitStatus.usage)
        }
        if status.owner == User.effectiveID { try access.apply(toFile: fd, name: path) }
    }
}
