import CSisyphus
import Glibc

/// Flags of open(2), and calls on descriptors that have no path of their own: pipes and what the process was started with.
public enum File {
    /// Flags of open(2), to be combined.
    public static let readOnly = O_RDONLY
    public static let writeOnly = O_WRONLY
    public static let readWrite = O_RDWR
    public static let create = O_CREAT
    public static let exclusive = O_EXCL
    public static let append = O_APPEND
    public static let truncate = O_TRUNC
    public static let noFollow = O_NOFOLLOW
    public static let nonBlocking = O_NONBLOCK
    public static let noTerminal = O_NOCTTY

    /// `/dev/null` for reading and writing; closing is up to the caller.
    public static func openNull() throws(SystemError) -> Int32 { try OpenFile.descriptor("/dev/null", O_RDWR) }

    /// Whether there is something of this name (access(2)).
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path of what a path leads to, without symbolic links (realpath(3)).
    public static func realPath(_ path: String) throws(SystemError) -> String {
        guard let real = realpath(path, nil) else { throw SystemError(operation: "find", object: path, errno: Errno(rawValue: errno)) }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether this user may write there (access(2)).
    public static func isWritable(_ path: String) -> Bool { refusal(toWriteAt: path) == nil }

    /// Why this user may not write there; `nil`: it may.
    public static func refusal(toWriteAt path: String) -> Errno? { access(path, W_OK) == 0 ? nil : Errno(rawValue: errno) }

    /// Bytes that this user may still write at a path (statvfs(3)); `nil`: it cannot be told.
    public static func freeBytes(_ path: String) -> Int64? {
        let bytes = sis_free_bytes(path)
        return bytes < 0 ? nil : bytes
    }

    public static func close(_ fd: Int32) {
        // Never repeated: after EINTR the descriptor is gone on Linux (close(2)).
        _ = Glibc.close(fd)
    }

    /// The umask of the process; where the system does not tell it (before Linux 4.7), the usual one.
    public static var umask: UInt16 {
        let status = (try? OpenFile.open("/proc/self/status", readOnly).read(upTo: 4096, at: 0)) ?? []
        let line = status.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: Array("Umask:".utf8)) }
        return line.flatMap { UInt16(String(decoding: $0.dropFirst("Umask:\t".utf8.count), as: UTF8.self), radix: 8) } ?? 0o022
    }

    /// Sets the umask of the process and returns the one before.
    public static func setUmask(_ mask: UInt16) -> UInt16 { UInt16(Glibc.umask(mode_t(mask))) }

    /// Lets reads and writes return at once where they would wait.
    public static func setNonBlocking(_ fd: Int32, _ isOn: Bool = true) throws(SystemError) {
        let flags = try attempt("read the flags of", "a descriptor") { fcntl(fd, F_GETFL) }
        try attempt("set the flags of", "a descriptor") { fcntl(fd, F_SETFL, isOn ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) }
    }
}
