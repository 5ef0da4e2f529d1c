import CSisyphus
import Glibc

/// A process that is nobody's child of ours and cannot be mistaken for a later one with its number.
public final class ProcessHandle {
    public let pid: Int32
    private let startTime: Int64
    /// -1: the kernel has no descriptors for processes (before Linux 5.3, or behind a filter); then the start time is compared before each step.
    private let descriptor: Int32

    /// - Parameters:
    ///   - startTime: clock ticks after boot, as `ProcessTable.startTime` tells.
    ///   - owner: the real user of the process.
    /// - Returns: `nil`: there is no such process, or it is another one, or nobody can be sure (there is no /proc, or was none when it started).
    public init?(_ pid: Int32, startTime: Int64, owner: UInt32) {
        descriptor = sis_process_open(pid)
        (self.pid, self.startTime) = (pid, startTime)
        // Looked at after the descriptor was opened: what is looked at is what is signalled.
        guard startTime != 0, ProcessTable.isAlive(pid, startTime: startTime), sis_owner(pid) == Int64(owner) else { return nil }
    }

    deinit { if descriptor >= 0 { File.close(descriptor) } }

    /// Whether it still runs.
    public var isAlive: Bool { ProcessTable.isAlive(pid, startTime: startTime) }

    /// - Returns: whether it got the signal; `false`: it has ended.
    /// - Throws: when it must not be signalled.
    public func signal(_ number: Int32) throws(SystemError) -> Bool {
        guard descriptor >= 0 || isAlive else { return false }
        if sis_process_signal(descriptor, pid, number) == 0 { return true }
        let failure = Errno(rawValue: errno)
        if failure == .noSuchProcess { return false }
        throw SystemError(operation: "signal", object: "process \(pid)", errno: failure)
    }

    /// Waits for its end, at most so long; without descriptors for processes it is looked for again and again.
    public func waitForEnd(microseconds: Int64) {
        if descriptor >= 0 {
            _ = Poll.isReady(descriptor, for: .reading, within: microseconds)
        } else {
            SystemClock.sleep(microseconds: min(microseconds, 10_000))
        }
    }
}
