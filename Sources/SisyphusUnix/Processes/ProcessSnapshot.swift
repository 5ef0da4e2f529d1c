import CSisyphus
import Glibc
public import SisyphusCore

/// Looks at the processes of a run, in /proc alone: nothing of it waits for a disk or a server.
public struct ProcessSnapshot {
    /// How long looking may take, in microseconds.
    private static let patience: Int64 = 22_000

    /// Pipes that this process reads.
    private let ownPipes: Set<String>
    private let end = SystemClock.monotonicMicroseconds() + patience
    private var snapshot = Snapshot()
    /// Who holds a pipe, made when one is asked for.
    private var holders: [String: [Int32]]?

    /// First all are named, then their commands are read, then what they wait for: a crowd may leave no time for that.
    ///
    /// - Parameters:
    ///   - root: all its descendants are looked at.
    ///   - log: a file system whose free space is shown.
    ///   - outputs: descriptors from which the output of the run is read.
    public static func take(below root: Int32, log: Directory?, outputs: [Int32]) -> Snapshot {
        var look = ProcessSnapshot(outputs)
        look.lookAround(log)
        look.nameProcesses(below: root)
        look.readCommands()
        look.askWhatTheyWaitFor()
        return look.snapshot
    }

    private init(_ outputs: [Int32]) {
        ownPipes = Set(outputs.compactMap { Self.link("/proc/self/fd/\($0)") })
    }

    private var isLate: Bool { SystemClock.monotonicMicroseconds() >= end }

    private mutating func lookAround(_ log: Directory?) {
        snapshot.load = Self.content("/proc/loadavg")
        for what in ["cpu", "memory", "io"] { snapshot.pressure.append((what, Self.content("/proc/pressure/\(what)"))) }
        var status = statvfs()
        if let log, fstatvfs(log.fd, &status) == 0 { snapshot.free.append(("the log", Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize)))) }
    }

    private mutating func nameProcesses(below root: Int32) {
        let (tick, page, uptime) = (Int64(sysconf(Int32(_SC_CLK_TCK))), Int64(sysconf(Int32(_SC_PAGESIZE))), SystemClock.bootMicroseconds())
        var list = sis_pids()
        defer { sis_pids_free(&list) }
        var isWalked = sis_can_see_processes() && sis_children(root, true, &list)
        if !isWalked { isWalked = sis_descendants(root, nil, 0, &list) }
        var (next, seen) = (0, Set<Int32>())
        while isWalked, next < list.count {
            if isLate {
                snapshot.leftOut = list.count - next
                return
            }
            let pid = list.at[next]
            next += 1
            // One that gets another parent meanwhile may turn up twice.
            guard seen.insert(pid).inserted, let process = Snapshot.Process(stat: Self.content("/proc/\(pid)/stat"), tick: tick, uptime: uptime, page: page)
            else { continue }
            snapshot.processes.append(process)
            _ = sis_children(pid, process.threads == 1, &list)
        }
    }

    private mutating func readCommands() {
        // Memory that a process in an uninterruptible wait has locked would keep us waiting for its command line.
        for place in snapshot.processes.indices where snapshot.processes[place].state != "D" && !isLate {
            snapshot.processes[place].command = Self.content("/proc/\(snapshot.processes[place].pid)/cmdline").split(separator: "\u{0}").map(String.init)
        }
    }

    private mutating func askWhatTheyWaitFor() {
        for place in snapshot.processes.indices where ["S", "D"].contains(snapshot.processes[place].state) {
            if isLate {
                snapshot.unasked += 1
                continue
            }
            let pid = snapshot.processes[place].pid
            let channel = Self.content("/proc/\(pid)/wchan")
            if channel != "0", !channel.isEmpty { snapshot.processes[place].channel = channel }
            snapshot.processes[place].object = object(of: pid)
        }
    }

    /// What a system call that waits was given as its descriptor.
    private mutating func object(of pid: Int32) -> String? {
        let fields = Self.content("/proc/\(pid)/syscall").split(separator: " ")
        guard fields.count > 1, let number = Int(fields[0]), sis_call_takes_descriptor(number), let descriptor = Int32(fields[1].dropFirst(2), radix: 16),
            let target = Self.link("/proc/\(pid)/fd/\(descriptor)")
        else { return nil }
        if target.hasPrefix("pipe:") { return pipe(target, of: pid) }
        guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return target }
        let inode = String(target.dropFirst(8).dropLast())
        for table in ["tcp", "tcp6"] {
            if let peer = SocketTable.peer(of: inode, in: Self.table("/proc/\(pid)/net/\(table)")) { return "a connection to \(peer)" }
        }
        return "a socket"
    }

    private mutating func pipe(_ pipe: String, of pid: Int32) -> String {
        if ownPipes.contains(pipe) { return "sisyphus, which reads its output" }
        if holders == nil {
            var found: [String: [Int32]] = [:]
            for other in snapshot.processes.map(\.pid) where !isLate {
                guard let directory = try? Directory.open("/proc/\(other)/fd", createMode: nil) else { continue }
                for name in Set(directory.names(where: { _ in true }).compactMap { Self.link("/proc/\(other)/fd/\($0)") }) where name.hasPrefix("pipe:") {
                    found[name, default: []].append(other)
                }
            }
            holders = found
        }
        let others = (holders?[pipe] ?? []).filter { $0 != pid }
        return others.isEmpty ? "a pipe that no process of the run has" : "a pipe with \(others.prefix(5).map { String($0) }.joined(separator: ", "))"
    }

    /// The kernel makes the text anew for each call that reads it: what is short comes with one.
    private static func content(_ path: String) -> String {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            guard let file = try? OpenFile.open(path, O_RDONLY), let count = try? file.read(into: buffer) else { return "" }
            return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self).trimmed
        }
    }

    private static func table(_ path: String) -> String {
        String(decoding: (try? OpenFile.open(path, O_RDONLY).read(upTo: 4 << 20, at: 0)) ?? [], as: UTF8.self)
    }

    private static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer in
            buffer.initialize(repeating: 0)
            return readlink(path, buffer.baseAddress!, 4096) > 0 ? String(cString: buffer.baseAddress!) : nil
        }
    }
}
