import CSisyphus

/// What the keeper is told.
public enum KeeperCommand: Sendable, Equatable {
    /// The signal and SIGCONT to the tree, the grace, then SIGKILL to what is left, for at most 8 s.
    case terminate(signal: Int32, graceMicroseconds: Int64)
    /// SIGKILL at once, also during a grace.
    case kill
    /// A signal to the job's process group.
    case forward(Int32)
    /// SIGSTOP to the tree.
    case pause
    /// SIGCONT to the tree.
    case resume
    /// Is answered with `leftovers`.
    case listLeftovers

    var order: sis_order {
        switch self {
        case .terminate(let signal, let grace): sis_order(command: Int32(SIS_TERMINATE.rawValue), signal: signal, grace_us: grace)
        case .kill: sis_order(command: Int32(SIS_KILL.rawValue), signal: 0, grace_us: 0)
        case .forward(let signal): sis_order(command: Int32(SIS_FORWARD.rawValue), signal: signal, grace_us: 0)
        case .pause: sis_order(command: Int32(SIS_PAUSE.rawValue), signal: 0, grace_us: 0)
        case .resume: sis_order(command: Int32(SIS_RESUME.rawValue), signal: 0, grace_us: 0)
        case .listLeftovers: sis_order(command: Int32(SIS_LIST.rawValue), signal: 0, grace_us: 0)
        }
    }
}

/// What the keeper tells.
public enum KeeperEvent: Sendable, Equatable {
    /// What failed on the way from fork to exec.
    public enum Step: Int32, Sendable {
        case fork = 1, session, descriptors, execute, controlGroup, tree, signals
    }

    /// The command runs.
    case spawned(pid: Int32)
    case spawnFailed(Errno, Step)
    /// The job itself was waited for: the raw status word of wait(2).
    case exited(rawStatus: Int32)
    /// No process of the run is left.
    case gone(ResourceUsage)
    /// The answer to `listLeftovers`: the first 50, and how many there are.
    case leftovers([ProcessDescription], count: Int, ResourceUsage)
    /// What could not be killed within the bound.
    case survivors([ProcessDescription], count: Int)
    /// The lock of all hosts is lost, or nearly: the keeper ends the tree.
    case lockLost
    /// The keeper died; its descendants are ours if we are a subreaper.
    case lost

    init?(_ report: UnsafePointer<sis_report>) {
        var processes: [ProcessDescription] {
            withUnsafePointer(to: report.pointee.processes) { tuple in
                UnsafeRawPointer(tuple).withMemoryRebound(to: sis_process.self, capacity: Int(SIS_SHOWN_PROCESSES)) {
                    UnsafeBufferPointer(start: $0, count: Int(report.pointee.shown)).map(ProcessDescription.init)
                }
            }
        }
        let usage = ResourceUsage(report.pointee.usage)
        switch report.pointee.kind {
        case Int32(SIS_SPAWNED.rawValue): self = .spawned(pid: report.pointee.value)
        case Int32(SIS_SPAWN_FAILED.rawValue):
            self = .spawnFailed(Errno(rawValue: report.pointee.value), Step(rawValue: report.pointee.step) ?? .fork)
        case Int32(SIS_EXITED.rawValue): self = .exited(rawStatus: report.pointee.value)
        case Int32(SIS_GONE.rawValue): self = .gone(usage)
        case Int32(SIS_LEFTOVERS.rawValue): self = .leftovers(processes, count: Int(report.pointee.count), usage)
        case Int32(SIS_SURVIVORS.rawValue): self = .survivors(processes, count: Int(report.pointee.count))
        case Int32(SIS_LOCK_LOST.rawValue): self = .lockLost
        default: return nil
        }
    }
}

/// What processes that were waited for have used, all together.
public struct ResourceUsage: Sendable, Equatable {
    /// Microseconds of CPU time.
    public var userMicroseconds: Int64 = 0
    /// Microseconds of CPU time that the kernel spent for them.
    public var systemMicroseconds: Int64 = 0
    /// The most memory that one of them had resident, in KiB.
    public var maxResidentKiB: Int64 = 0
    /// Bytes from and to storage; what the page cache had is not among them.
    public var read: Int64 = 0
    public var written: Int64 = 0
    /// Context switches, voluntary and not.
    public var switches: Int64 = 0

    public init() {}

    /// Of both together.
    public static func + (one: ResourceUsage, other: ResourceUsage) -> ResourceUsage {
        var sum = one
        sum.userMicroseconds += other.userMicroseconds
        sum.systemMicroseconds += other.systemMicroseconds
        sum.maxResidentKiB = max(sum.maxResidentKiB, other.maxResidentKiB)
        sum.read += other.read
        sum.written += other.written
        sum.switches += other.switches
        return sum
    }

    init(_ raw: sis_usage) {
        userMicroseconds = raw.user_us
        systemMicroseconds = raw.system_us
        maxResidentKiB = raw.max_rss_kib
        (read, written, switches) = (raw.read, raw.written, raw.switches)
    }
}
