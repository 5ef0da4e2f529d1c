public import SisyphusCore
public import SisyphusUnix
import Synchronization

/// A job that works in the process of its supervisor (`--fork no`): the supervisor has a thread of its own, and what the job
/// tells comes by calls instead of a pipe.
public final class InProcessWork: Sendable {
    /// Starts `execute`; its end is told by `ended`.
    private let start: @Sendable (InProcessWork) -> Void
    /// Asks `execute` to end, and does not wait for anything.
    private let cancel: @Sendable () -> Void
    private let lock = Guarded<Void>(())
    /// The run that is told what happens. Touched with the lock held only.
    nonisolated(unsafe) private var run: Run?
    /// The thread that has the lock; 0: none.
    private let holder = Atomic<UInt>(0)
    private let killed = Atomic<Bool>(false)
    /// Becomes readable when `execute` has ended, or something in it ends the process.
    private let bell: PipeEnds

    /// - Throws: `SystemError` if there are no descriptors left.
    public init(start: @escaping @Sendable (InProcessWork) -> Void, cancel: @escaping @Sendable () -> Void) throws(SystemError) {
        self.start = start
        self.cancel = cancel
        bell = try PipeEnds()
        SharedEnd.watch(bell.writing)
    }

    // MARK: The job's side, any thread

    /// What the job tells. After the end of the run nobody listens, nor to what a destination or a notification of the job tells: those
    /// are the supervisor's side, and have no way to its log in a job with a process of its own either.
    public func tell(_ record: JobRecord) {
        if holder.load(ordering: .relaxed) == Processes.threadID { return }
        let moment = SystemClock.monotonicMicroseconds()
        exclusively { run?.take(record, at: moment) }
    }

    /// `execute` has ended and its outcome was told.
    public func ended() {
        try? File.writeAll(bell.writing, SharedEnd.returned.message, name: "the pipe to the supervisor")
    }

    // MARK: The supervisor's side

    var fd: Int32 { bell.reading }

    func begin(_ run: Run) {
        self.run = run
        SharedEnd.setRunning(true)
        start(self)
    }

    func end() {
        run = nil
        SharedEnd.setRunning(false)
    }

    func askToEnd() { cancel() }

    /// How the job has ended since the last question; `nil`: it has not.
    func hasRung() -> SharedEnd? {
        withUnsafeTemporaryAllocation(byteCount: SharedEnd.length, alignment: 1) { buffer in
            guard case .bytes(SharedEnd.length) = File.readAvailable(bell.reading, buffer) else { return nil }
            let end = SharedEnd(buffer)
            if case .killed = end { killed.store(true, ordering: .relaxed) }
            return end
        }
    }

    /// What the job said last by the stream for errors of C, which the runtimes use to say why they end a process.
    var lastWords: [String] { SharedEnd.lastWords.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) } }

    /// Whether a signal ends the process, which waits until the run is closed.
    public var isKilled: Bool { killed.load(ordering: .relaxed) }

    /// Keeps the job's threads from the run meanwhile.
    func exclusively<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        // `withLock` wants a result that can be sent away; this one stays with its thread.
        nonisolated(unsafe) var result: Result?
        try lock.withLock { _ throws(Failure) in
            holder.store(Processes.threadID, ordering: .relaxed)
            defer { holder.store(0, ordering: .relaxed) }
            result = try body()
        }
        return result!
    }
}
