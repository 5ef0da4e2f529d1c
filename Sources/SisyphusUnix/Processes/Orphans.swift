import CSisyphus
import Glibc

/// Processes that became ours because their parents died.
public enum Orphans {
    /// Waits for those that have ended, but never for the children given, which somebody else waits for.
    public static func reap(except spared: [Int32] = []) {
        _ = sis_reap_orphans(spared, spared.count)
    }

    /// Descendants of this process that are alive, but for these children and what is below them: the first of them, and how many there are.
    public static func living(sparing: [Int32]) -> (shown: [ProcessDescription], count: Int) {
        TreeKiller.killer(sparing) { killer in
            var left = [sis_process](repeating: sis_process(), count: Int(SIS_SHOWN_PROCESSES))
            let count = Int(sis_living(&killer, &left, Int32(left.count)))
            return (left.prefix(count).map(ProcessDescription.init), count)
        }
    }
}

/// Ends the descendants of this process when the keeper is gone, step by step and without blocking: a signal and SIGCONT, the grace, then SIGKILL
/// until nothing is left or 8 s are over.
public final class TreeKiller {
    private var killer = sis_killer()
    private let spared: [Int32]

    /// Begins to end all descendants.
    ///
    /// - Parameters:
    ///   - signal: asks them to end.
    ///   - now: microseconds of any clock that does not go back; the same in `step`.
    ///   - sparing: children that are no part of the tree, at most 8.
    ///   - controlGroup: that all of the tree is in; must live as long as this does.
    public init(graceMicroseconds: Int64, signal: Int32, now: Int64, sparing: [Int32] = [], controlGroup: ControlGroup? = nil) {
        spared = Array(sparing.prefix(8))
        killer = TreeKiller.killer(sparing) { $0 }
        killer.group_end = controlGroup?.end?.fd ?? 0
        sis_killer_begin(&killer, now, graceMicroseconds, signal)
    }

    fileprivate static func killer<Result>(_ sparing: [Int32], _ body: (inout sis_killer) -> Result) -> Result {
        var killer = sis_killer()
        let spared = Array(sparing.prefix(8))
        withUnsafeMutableBytes(of: &killer.except) { bytes in
            spared.withUnsafeBytes { bytes.copyMemory(from: $0) }
        }
        killer.except_count = spared.count
        return body(&killer)
    }

    /// When `step` is to be called again at the latest (it should be after each SIGCHLD too).
    public var deadline: Int64 { killer.next }

    /// Goes on.
    /// - Returns: `nil`: not over yet; else what could not be ended.
    public func step(now: Int64) -> [ProcessDescription]? {
        let isLeft = sis_reap_orphans(spared, spared.count)
        guard sis_killer_step(&killer, now, isLeft) else { return nil }
        var left = [sis_process](repeating: sis_process(), count: Int(SIS_SHOWN_PROCESSES))
        let count = sis_living(&killer, &left, Int32(left.count))
        return left.prefix(Int(count)).map(ProcessDescription.init)
    }
}
