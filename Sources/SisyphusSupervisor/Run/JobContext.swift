import SisyphusCore
import SisyphusUnix

/// What all runs of one `sisyphus run` share.
final class JobContext {
    let settings: RunSettings
    var store: JobStore
    let signals: SignalReader
    /// Held by this process; `nil`: not yet, or it was given up.
    var lock: JobLock?
    let caller: Caller
    /// The job's own part in a run, if it is written in Swift.
    let library: LibraryJob?
    /// The source of the template for log lines.
    let lineFormat: String?
    /// Records that could not be written so far, oldest first; each run tries again.
    var unwritten: [RunRecord] = []
    /// Those of runs before this one whose couriers are still at work.
    var earlier: [Notifier] = []
    var couriers: [Int32] { earlier.compactMap(\.courierPID) }

    /// The most records that wait to be written.
    private static let mostUnwritten = 100

    /// Appends a record, after those that still wait. What cannot be written now waits for the next run.
    ///
    /// - Returns: why it could not be written.
    func append(_ record: RunRecord) -> SystemError? {
        var failure: SystemError?
        unwritten = (unwritten + [record]).suffix(Self.mostUnwritten).filter { record in
            if failure == nil { do throws(SystemError) { try store.append(record) } catch { failure = error } }
            return failure != nil
        }
        return failure
    }

    /// Makes the directory again that was removed or renamed under a job that runs again and again, and takes the lock there.
    func moveIn() throws(StartFailure) -> JobLock.Attempt {
        Complaint.say("\(store.directory.path) was removed or renamed; it is made again")
        let old = lock
        lock = nil
        store = try JobStore.make(settings)
        let attempt = try JobLock.take(self)
        if case .held(let new) = attempt { lock = new }
        old?.release()
        return attempt
    }

    init(
        settings: RunSettings, store: JobStore, signals: SignalReader, caller: Caller, library: LibraryJob? = nil, lineFormat: String?
    ) {
        self.lineFormat = lineFormat
        self.settings = settings
        self.store = store
        self.signals = signals
        self.caller = caller
        self.library = library
    }
}

/// What the supervisor got from whoever started it, and hands on to the job.
struct Caller {
    /// The command and its arguments, byte for byte.
    let argv: ArgumentVector
    let umask: UInt16
    let stdoutIsTerminal: Bool

    init(commandStart: Int) {
        argv = ArgumentVector(Array(ProcessTitle.arguments.dropFirst(commandStart)))
        // The first title will be written over it.
        _ = ProcessTitle.original
        umask = File.setUmask(0o077)
        stdoutIsTerminal = Terminal.isTerminal(1)
    }
}
