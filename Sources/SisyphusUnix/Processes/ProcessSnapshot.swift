import CSisyphus
import Glibc
public import SisyphusCore

/// Looks at the processes of a run, in /proc alone: nothing of it waits for a disk or a server.
public struct ProcessSnapshot {
    /// How long looking may take, in microseconds.
    private static let patience: Int64 = 40_000

    private let tree: [Int32]
    /// Pipes that this process reads.
    private let ownPipes: Set<String>
    private let end = SystemClock.monotonicMicroseconds() + patience
    /// Who holds a pipe, made when one is asked for.
    private var holders: [String: [Int32]]?

    /// - Parameters:
    ///   - root: all its descendants are looked at.
    ///   - log: a file system whose free space is shown.
    ///   - outputs: descriptors from which the output of the run is read.
    public static func take(below root: Int32, log: Directory?, outputs: [Int32]) -> Snapshot {
        var look = ProcessSnapshot(ProcessTable.descendants(of: root), outputs)
        return look.look(log)
    }

    private init(_ tree: [Int32], _ outputs: [Int32]) {
        self.tree = tree
        ownPipes = Set(outputs.compactMap { Self.link("/proc/self/fd/\($0)") })
    }

    private mutating func look(_ log: Directory?) -> Snapshot {
        var snapshot = Snapshot()
        snapshot.load = Self.content("/proc/loadavg")
        for what in ["cpu", "memory", "io"] { snapshot.pressure.append((what, Self.content("/proc/pressure/\(what)"))) }
        var status = statvfs()
        if let log, fstatvfs(log.fd, &status) == 0 { snapshot.free.append(("the log", Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize)))) }
        let (tick, page, uptime) = (Int64(sysconf(Int32(_SC_CLK_TCK))), Int64(sysconf(Int32(_SC_PAGESIZE))), Self.uptime)
        for (position, pid) in tree.enumerated() {
            if SystemClock.monotonicMicroseconds() >= end {
                snapshot.leftOut = tree.count - position
                break
            }
            guard var process = Snapshot.Process(stat: Self.content("/proc/\(pid)/stat"), tick: tick, uptime: uptime, page: page) else { continue }
            // Memory that a process in an uninterruptible wait has locked would keep us waiting for its command line.
            if process.state != "D" { process.command = Self.content("/proc/\(pid)/cmdline").split(separator: "\u{0}").map(String.init) }
            if process.state == "S" || process.state == "D" {
                let channel = Self.content("/proc/\(pid)/wchan")
                if channel != "0", !channel.isEmpty { process.channel = channel }
                process.object = object(of: pid)
            }
            snapshot.processes.append(process)
        }
        return snapshot
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
            if let peer = SocketTable.peer(of: inode, in: Self.content("/proc/\(pid)/net/\(table)", limit: 4 << 20)) { return "a connection to \(peer)" }
        }
        return "a socket"
    }

    private mutating func pipe(_ pipe: String, of pid: Int32) -> String {
        if ownPipes.contains(pipe) { return "sisyphus, which reads its output" }
        if holders == nil {
            var found: [String: [Int32]] = [:]
            for other in tree where SystemClock.monotonicMicroseconds() < end {
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

    private static var uptime: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    private static func content(_ path: String, limit: Int = 4096) -> String {
        let bytes = (try? OpenFile.open(path, O_RDONLY).read(upTo: limit, at: 0)) ?? []
        return String(decoding: bytes, as: UTF8.self).trimmed
    }

    private static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer in
            buffer.initialize(repeating: 0)
            return readlink(path, buffer.baseAddress!, 4096) > 0 ? String(cString: buffer.baseAddress!) : nil
        }
    }
}
