import SisyphusCore
import SisyphusUnix

/// The lock that lets only one run of a job live: `flock` on a file that is never removed.
///
/// It is held by the supervisor and its keeper, so that it stays held until the tree of a killed supervisor is dead, and
/// never by the job, so that a daemon which the job leaves on purpose does not block the next run.
final class JobLock {
    enum Attempt {
        case held(JobLock)
        /// Another start holds it, or waits for it; `nil`: nobody can tell which.
        case busy(LockFile.Holder?)
        /// A signal ended the waiting.
        case interrupted(Int32)
    }

    private(set) var file: OpenFile
    private let store: JobStore
    private let place: JobPlace
    private let command: [String]

    private init(_ store: JobStore, _ settings: RunSettings) throws {
        self.store = store
        place = JobPlace(settings)
        command = settings.command
        file = try store.openShared(JobFile.lock)
        try checkOwner()
    }

    /// Takes the lock, or waits for it as `--overlap` says; at most one start waits, further ones find it busy.
    static func take(_ context: JobContext) throws(StartFailure) -> Attempt {
        let store = context.store
        do {
            let lock = try JobLock(store, context.settings)
            if try lock.acquire() { return .held(lock) }
            guard case .wait(let limit) = context.settings.overlap else { return try lock.look(context, takes: true) }
            let queue = try store.openShared(JobFile.waiting)
            guard try queue.lock() else { return try lock.look(context, takes: false) }
            let start = SystemClock.monotonicMicroseconds()
            defer { context.lockWait = SystemClock.monotonicMicroseconds() - start }
            return try withExtendedLifetime(queue) { try lock.wait(limit, context) }
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
            guard try file.lock() else { return false }
            if try store.directory.status(of: JobFile.lock)?.inode == file.status().inode { break }
            file = try store.openShared(JobFile.lock)
            try checkOwner()
        }
        if isDirectoryFree, !isRunAlive {
            announce()
            return true
        }
        file.unlock()
        store.directory.handle.unlock()
        return false
    }

    /// Some file systems lock no directories (NFS): there the file alone has to do.
    private var isDirectoryFree: Bool { (try? store.directory.handle.lock()) ?? true }

    private var isRunAlive: Bool {
        guard let state = store.state(), case .alive = HealthQuestion.judge(state) else { return false }
        return true
    }

    /// Says who holds the lock before anything else is done, so that a start that finds it held knows of what. A disk that does not take that
    /// keeps nobody from holding it.
    private func announce() {
        guard let process = RunStateFile.ProcessMark(of: Processes.ownID) else { return }
        let holder = LockFile.Holder(
            process: process, host: Processes.hostName, bootID: Processes.bootID, pidNamespace: Processes.pidNamespace, command: command)
        try? file.replaceContent(LockFile(owner: Array(place.ownerText.utf8), holder: holder).bytes)
    }

    /// How long a lock may be held without anybody being seen to hold it (microseconds).
    private static let unseenBound: Int64 = 1_000_000

    /// Looks who holds the lock. There is a moment between taking it and saying so, and one before it is let go: then it is looked again.
    ///
    /// - Parameter takes: the lock is taken if it is free by then.
    private func look(_ context: JobContext, takes: Bool) throws -> Attempt {
        let deadline = SystemClock.monotonicMicroseconds() + Self.unseenBound
        var pause: Int64 = 500
        while true {
            if let holder = store.lockHolder() { return .busy(holder) }
            if isRunAlive || SystemClock.monotonicMicroseconds() >= deadline { return .busy(nil) }
            if let signal = InterruptibleSleep.sleep(microseconds: pause, context.signals, serving: context) { return .interrupted(signal) }
            if takes, try acquire() { return .held(self) }
            pause = min(pause * 2, 20_000)
        }
    }

    /// A blocking `flock` would not see our blocked signals, so the lock is tried again and again, in pauses that grow to 100 ms.
    private func wait(_ limit: Duration?, _ context: JobContext) throws -> Attempt {
        context.service?.show("Waiting for the lock")
        let deadline = limit.map { SystemClock.monotonicMicroseconds() + $0.microseconds }
        var pause: Int64 = 5_000
        while true {
            if try acquire() { return .held(self) }
            let now = SystemClock.monotonicMicroseconds()
            if let deadline, now >= deadline { return try look(context, takes: true) }
            let next = min(pause, deadline.map { $0 - now } ?? pause)
            if let signal = InterruptibleSleep.sleep(microseconds: next, context.signals, serving: context) { return .interrupted(signal) }
            pause = min(pause * 2, 100_000)
        }
    }

    /// Unlocks for every process that shares the descriptor, the keeper among them.
    func release() {
        try? file.truncate(to: Int64(place.ownerText.utf8.count))
        store.directory.handle.unlock()
        file.unlock()
        file.close()
    }

    /// The lock file says whose the directory is. One that a power cut tore, or somebody overwrote, says nothing: it is written anew.
    private func checkOwner() throws {
        let found = LockFile(bytes: try file.read(upTo: JobStore.lockFileLimit, at: 0)).owner
        if found.elementsEqual(place.ownerText.utf8) {
            // As nearly always.
        } else if let owner = JobPlace(ownerText: found, project: place.project), owner.directoryName == place.directoryName {
            if let collision = place.collision(with: owner) { throw StartFailure("\(collision)", ExitStatus.usage) }
        } else {
            if !found.isEmpty { Complaint.say("\(file.path) does not say any more whose the directory is; it is written anew for \(place)") }
            try sign()
        }
        if try file.status().owner == User.effectiveID { try store.permissions.apply(to: file) }
    }

    private func sign() throws(SystemError) {
        do {
            try file.replaceContent(Array(place.ownerText.utf8))
        } catch {
            // A full disk keeps nobody from holding the lock.
            if !error.isDiskTrouble { throw error }
        }
    }
}
