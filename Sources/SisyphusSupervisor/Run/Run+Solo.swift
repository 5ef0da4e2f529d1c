import SisyphusCore
import SisyphusUnix

/// A run whose job works in this process. It cannot be killed alone: its Swift task is cancelled, what it started is ended,
/// and what then still works ends with the process.
extension Run {
    struct SoloState {
        var hasEnded = false
        /// Whether the job has begun to end the process.
        var isDying = false
        /// When a job that was asked to end is no longer waited for (microseconds since the run began).
        var patience: Int64?
    }

    /// Starts the job in this process.
    func launchSolo(_ work: SoloWork) {
        let stamp = clock.stamp
        handle(.spawned(pid: Processes.ownID), at: stamp)
        handle(.endOfOutput, at: stamp)
        work.begin(self)
    }

    func take(_ record: JobRecord) {
        let stamp = clock.stamp
        journal.take(record, at: stamp)
        handle(.output, at: stamp)
        flush(at: stamp)
    }

    func stepSolo(_ work: SoloWork, at stamp: Stamp) {
        if !solo.hasEnded, let end = work.hasRung() {
            solo.hasEnded = true
            solo.isDying = end != .returned
            if solo.patience == nil {
                handle(.gone, at: stamp)
                handle(.exited(WaitStatus(end)), at: stamp)
            }
        }
        guard let patience = solo.patience, orphans == nil, solo.hasEnded || stamp.elapsed >= patience else { return }
        solo.patience = nil
        handle(.gone, at: stamp)
    }

    /// - Returns: `false`: the job works in a process of its own.
    func endSolo(grace: Int64, at stamp: Stamp) -> Bool {
        guard let work = context.library?.solo else { return false }
        solo.patience = stamp.elapsed + grace
        work.askToEnd()
        Processes.setSubreaper(true)
        orphans = TreeKiller(graceMicroseconds: grace, now: stamp.elapsed)
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
