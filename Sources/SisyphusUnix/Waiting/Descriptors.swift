import CSisyphus
import Glibc

/// Standard descriptors and random bytes.
public enum Descriptors {
    /// Opens `/dev/null` for each of 0, 1 and 2 that is closed, lest a log be opened in its place and written to as stderr.
    public static func ensureStandard() {
        for fd: Int32 in 0...2 where fcntl(fd, F_GETFD) == -1 && errno == EBADF {
            // The lowest free descriptor is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Whether nothing but 0, 1 and 2 is open; `false` also where the system does not tell.
    public static var areStandardOnly: Bool {
        guard let directory = opendir("/proc/self/fd") else { return false }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let number = withUnsafePointer(to: &entry.pointee.d_name) { UnsafeRawPointer($0).withMemoryRebound(to: CChar.self, capacity: 256) { atoi($0) } }
            if number > 2, number != dirfd(directory) { return false }
        }
        return true
    }

    /// Whether systemd's journal reads a descriptor, as the variable `JOURNAL_STREAM` (systemd.exec(5)) and its device and inode tell.
    public static func leadsToJournal(_ fd: Int32) -> Bool {
        guard let parts = Environment.value(of: "JOURNAL_STREAM")?.split(separator: ":"), parts.count == 2 else { return false }
        var raw = stat()
        return fstat(fd, &raw) == 0 && parts[0] == "\(raw.st_dev)" && parts[1] == "\(raw.st_ino)"
    }

    /// Lets no program that is started from now on inherit what is open: libraries do not all see to that.
    public static func closeOthersOnExec() { sis_close_range(3, .max, true) }

    /// Lets go of 0, 1 and 2, so that whoever is at their other ends sees the end.
    public static func leaveCaller() {
        guard let null = try? File.openNull() else {
            for fd in 0...2 as ClosedRange<Int32> { close(fd) }
            return
        }
        for fd in 0...2 as ClosedRange<Int32> { dup2(null, fd) }
        if null > 2 { File.close(null) }
    }
}

/// Random bytes of the kernel.
public enum Entropy {
    /// So many bytes that nobody can foresee.
    public static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// A pipe; both ends are closed on exec, the reading one does not block. Closing is up to whoever made it.
public struct PipeEnds: Sendable {
    /// Where what is written at the other end is read.
    public let reading: Int32
    /// Where it is written.
    public let writing: Int32

    /// - Parameter capacity: wished for, in bytes; less is taken where more is not to be had.
    public init(capacity: Int32 = 0) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try attempt("create a", "pipe") { sis_pipe(&ends) }
        (reading, writing) = (ends[0], ends[1])
        try File.setNonBlocking(reading)
        Self.enlarge(reading, to: capacity)
    }

    /// Lets a pipe hold more. The sum of all pipes of a user is limited (pipe(7)): then less is taken, or it stays as it is.
    static func enlarge(_ end: Int32, to capacity: Int32) {
        var size = capacity
        while size > 65_536 && sis_set_pipe_size(end, size) == -1 { size /= 2 }
    }
}
