import SisyphusCore
import SisyphusUnix

/// A run whose job works in this process. It cannot be killed alone: its Swift task is cancelled, what it started is ended,
/// and what then still works ends with the process.
extension Run {
    struct InProcessState {
        var hasEnded = false
        /// Whether the job has begun to end the process.
        var isDying = false
        /// When a job that was asked to end is no longer waited for (microseconds since the run began).
        var patience: Int64?
    }

    /// Starts the job in this process.
    func launchInProcess(_ work: InProcessWork) {
        let stamp = clock.stamp
        handle(.spawned(pid: Processes.ownID), at: stamp)
        handle(.endOfOutput, at: stamp)
        journal.take(.began, at: stamp)
        // What the job leaves is to be found.
        Processes.setSubreaper(true)
        work.begin(self)
    }

    /// - Parameter moment: what the monotonic clock showed when the job told it.
    func take(_ record: JobRecord, at moment: Int64) {
        let stamp = clock.stamp
        journal.take(record, at: stamp.back(to: moment - clock.origin))
        handle(.output, at: stamp)
        showTasks()
        flush(at: stamp)
    }

    func stepInProcess(_ work: InProcessWork, at stamp: Stamp) {
        if !inProcess.hasEnded, let end = work.hasRung() {
            inProcess.hasEnded = true
            inProcess.isDying = end != .returned
            if inProcess.patience == nil {
                if leftovers.isEmpty { handle(.gone, at: stamp) }
                handle(.exited(WaitStatus(end)), at: stamp)
            }
        }
        // Each that ends wakes this thread.
        if state.phase == .settling, context.settings.leftover == .wait, inProcess.patience == nil, leftovers.isEmpty { handle(.gone, at: stamp) }
        guard let patience = inProcess.patience, orphans == nil, inProcess.hasEnded || stamp.elapsed >= patience else { return }
        inProcess.patience = nil
        handle(.gone, at: stamp)
    }

    /// - Returns: `false`: the job works in a process of its own.
    func endInProcess(grace: Int64, at stamp: Stamp) -> Bool {
        guard let work = context.library?.inProcess else { return false }
        inProcess.patience = stamp.elapsed + grace
        work.askToEnd()
        orphans = TreeKiller(graceMicroseconds: grace, signal: context.settings.killSignal, now: stamp.elapsed, sparing: couriers)
        return true
    }

    /// What the job has started and is still alive.
    private var leftovers: ProcessList {
        let (shown, count) = Orphans.living(sparing: couriers)
        return ProcessList(shown, count: count)
    }

    /// - Returns: `false`: the job works in a process of its own.
    func askInProcess(at stamp: Stamp) -> Bool {
        guard context.library?.inProcess != nil else { return false }
        handle(.leftovers(leftovers), at: stamp)
        return true
    }
}

extension WaitStatus {
    /// What a process of its own that had ended like this had left.
    init(_ end: SharedEnd) {
        switch end {
        case .returned: self = .exited(0)
        case .exited(let status): self = .exited(status)
        case .killed(let signal): self = .signalled(signal)
        }
    }
}
