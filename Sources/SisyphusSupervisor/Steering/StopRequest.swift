public import SisyphusCore
public import SisyphusUnix

/// Ends the run of a job that goes on, as SIGTERM to its supervisor does.
public final class StopRequest {
    /// What has become of it.
    public enum Answer: Sendable, Equatable {
        /// No run goes on, as far as can be told here.
        case notRunning
        /// No run goes on here, but one did on another host when a start was skipped here last: in a sentence.
        case elsewhere(String)
        /// What goes on cannot be ended from here, in a sentence.
        case refused(String)
        /// It has ended; how, if that was written.
        case ended(RunRecord?, microseconds: Int64)
        /// It goes on still, with this supervisor.
        case goesOn(supervisor: Int32)
    }

    private let job: Directory
    private let state: RunStateFile
    private let supervisor: ProcessHandle?
    private let begun = SystemClock.monotonicMicroseconds()

    /// Asks the run that goes on to end.
    ///
    /// - Returns: `nil` with what there is to say, if there is nothing to wait for.
    public static func send(to job: Directory) -> (request: StopRequest?, answer: Answer) {
        do throws(SystemError) {
            guard let status = try job.status(of: JobFile.state), let bytes = try job.readFile(JobFile.state, limit: 4 << 20) else {
                return (nil, nothing(in: job))
            }
            guard let state = RunStateFile(bytes: bytes) else { return (nil, .refused("\(job.childPath(JobFile.state)) is damaged")) }
            switch HealthQuestion.judge(state) {
            case .none, .dead, .unreadable: return (nil, nothing(in: job))
            case .elsewhere:
                return (nil, .refused("it runs on \(state.host ?? "another host") or in another container, where it must be stopped"))
            case .alive: break
            }
            if !ProcessTable.isReadable || state.supervisor?.start == 0 {
                return (
                    nil,
                    .refused(
                        "there is no /proc (none of this PID namespace) by which to be sure of process \(state.supervisor?.pid ?? 0), its supervisor, which kill ends"
                    )
                )
            }
            // Whoever wrote the file must not choose whom we signal: it is a process of its owner.
            let handle = state.supervisor.flatMap { ProcessHandle($0.pid, startTime: Int64(clamping: $0.start), owner: status.owner) }
            let request = StopRequest(job, state, handle)
            if try request.signal() { return (request, .goesOn(supervisor: request.pid)) }
            // Its keeper lives: that ends the tree without being asked.
            return (request, .goesOn(supervisor: state.keeper?.pid ?? 0))
        } catch {
            return (nil, .refused(error.errno == .notPermitted ? "\(error); it belongs to another user" : "\(error)"))
        }
    }

    private static func nothing(in job: Directory) -> Answer {
        // A start that has just begun, or one whose disk takes no file.
        if let holder = JobStore(job).aliveLockHolder(), case let pid = holder.process.pid {
            return .refused("process \(pid) holds its lock, but \(RunStateFile.unwrittenYet); kill \(pid) ends it")
        }
        guard let skip = (try? RecordTail(in: job))?.elsewhere, let note = skip.note else { return .notRunning }
        return .elsewhere("not running here; at \(skip.start.textWithZone) \(note), where it must be stopped")
    }

    private init(_ job: Directory, _ state: RunStateFile, _ supervisor: ProcessHandle?) {
        (self.job, self.state, self.supervisor) = (job, state, supervisor)
    }

    private var pid: Int32 { state.supervisor?.pid ?? 0 }

    private func signal() throws(SystemError) -> Bool { try supervisor?.signal(Signal.terminate) ?? false }

    /// Waits until the run has ended.
    ///
    /// - Parameters:
    ///   - limit: microseconds since the request; `nil`: as long as it takes, which the run itself bounds.
    ///   - hurries: the time that its processes have to end by themselves is skipped.
    public func wait(limit: Int64?, hurries: Bool) -> Answer {
        var pause: Int64 = 1_000
        while true {
            let elapsed = SystemClock.monotonicMicroseconds() - begun
            if hasEnded { return .ended(record, microseconds: elapsed) }
            if let limit, elapsed >= limit { return .goesOn(supervisor: pid) }
            // Signals of one kind do not add up while nobody reads them, so it is said again until it has been heard.
            if hurries, elapsed > 0 { _ = try? signal() }
            let left = min(pause, limit.map { $0 - elapsed } ?? pause)
            if let supervisor, supervisor.isAlive { supervisor.waitForEnd(microseconds: left) } else { SystemClock.sleep(microseconds: left) }
            pause = min(pause * 2, 20_000)
        }
    }

    /// The file of a run that has ended is gone, or is that of another run.
    private var hasEnded: Bool {
        guard let bytes = (try? job.readFile(JobFile.state, limit: 4 << 20)) ?? nil, let now = RunStateFile(bytes: bytes) else { return true }
        if now.id != state.id || now.ended != nil { return true }
        if case .alive = HealthQuestion.judge(now) { return false }
        return true
    }

    private var record: RunRecord? { (try? JobStore(job).lastRecord { $0.id == state.id }) ?? nil }
}
