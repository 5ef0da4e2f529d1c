import CSisyphus
import Glibc

/// Questions about other processes, and the end of those of a lost run.
public enum ProcessTable {
    /// Whether processes can be looked for: there is a /proc.
    public static var isReadable: Bool { sis_can_see_processes() }

    /// Clock ticks between boot and the start of the process; with the process id it names a process for good.
    /// - Returns: `nil` if there is none, or processes cannot be looked for.
    public static func startTime(of pid: Int32) -> Int64? {
        let time = sis_start_time(pid)
        return time < 0 ? nil : time
    }

    /// Whether the process that had this id and start time still runs (a zombie does not). Where processes cannot be looked for, or could not when the
    /// time was asked for (0), all that can be told is whether there is a process of this id.
    public static func isAlive(_ pid: Int32, startTime: Int64) -> Bool {
        guard pid > 0 else { return false }
        guard isReadable, startTime != 0 else { return kill(pid, 0) == 0 || errno == EPERM }
        return self.startTime(of: pid) == startTime && sis_state(pid) != 0 && !isZombie(pid)
    }

    /// Whether no process of this id does anything any more: there is none, or one whose parent has not asked for its end (in containers the
    /// first process may never do so).
    static func hasEnded(_ pid: Int32) -> Bool {
        kill(pid, 0) == -1 && errno == ESRCH || isZombie(pid)
    }

    private static func isZombie(_ pid: Int32) -> Bool {
        [UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(UInt8(bitPattern: sis_state(pid)))
    }

    /// Identifier, state and command line of a process.
    public static func describe(_ pid: Int32) -> ProcessDescription? {
        var raw = sis_process()
        return sis_describe(pid, &raw) ? ProcessDescription(raw) : nil
    }

    /// Name (at most 15 bytes) and parent of a process.
    public static func parentage(of pid: Int32) -> (name: String, parent: Int32)? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(SIS_NAME_SIZE)) { name in
            let parent = sis_parentage(pid, name.baseAddress)
            return parent < 0 ? nil : (String(cString: name.baseAddress!), parent)
        }
    }

    /// How many processes of this process's control group, and of groups below it, the kernel has killed for want of memory.
    /// - Returns: `nil`: it does not tell (the group is the root, or nothing is mounted at /sys/fs/cgroup).
    public static var oomKills: Int64? {
        let count = sis_oom_kills()
        return count < 0 ? nil : count
    }

    /// Sends a signal to the process that has this id and start time.
    /// - Returns: whether there was one that may be signalled.
    public static func signal(_ pid: Int32, startTime: Int64, signal: Int32) -> Bool {
        isAlive(pid, startTime: startTime) && kill(pid, signal) == 0
    }

    /// Ends all processes with this `NAME=VALUE` in their environment but the caller and its ancestors: the signal, the grace, SIGKILL, until none
    /// is found or 8 s are over. Blocks so long.
    ///
    /// - Returns: how many were found, and what is left.
    @discardableResult
    public static func endAll(withCookie cookie: String, signal: Int32, graceMicroseconds: Int64) -> (found: Int, left: [ProcessDescription]) {
        var found: Int32 = 0
        var left = [sis_process](repeating: sis_process(), count: Int(SIS_SHOWN_PROCESSES))
        let count = sis_cookie_end(cookie, signal, graceMicroseconds, &left, Int32(left.count), &found)
        return (Int(found), left.prefix(Int(count)).map(ProcessDescription.init))
    }
}

extension ProcessTable {
    /// All descendants of a process, zombies included.
    public static func descendants(of pid: Int32) -> [Int32] {
        var list = sis_pids()
        defer { sis_pids_free(&list) }
        guard sis_descendants(pid, nil, 0, &list) else { return [] }
        return Array(UnsafeBufferPointer(start: list.at, count: list.count))
    }
}

/// A process, named for people.
public struct ProcessDescription: Sendable, Equatable {
    /// Its process id.
    public var pid: Int32
    /// As in proc(5): `R`, `S`, `D`, `T`, ….
    public var state: Character
    /// The first bytes of its command line; the name in brackets where it has none. May hold any character.
    public var command: String

    public init(pid: Int32, state: Character, command: String) {
        self.pid = pid
        self.state = state
        self.command = command
    }

    init(_ raw: sis_process) {
        pid = raw.pid
        state = Character(Unicode.Scalar(UInt8(bitPattern: raw.state)))
        command = withUnsafeBytes(of: raw.command) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
