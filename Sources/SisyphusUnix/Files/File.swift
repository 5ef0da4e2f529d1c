import CSisyphus
import Glibc
import SystemPackage

/// Calls on open descriptors. `name` is for the sentence of an error.
public enum File {
    public static let readOnly = O_RDONLY
    public static let writeOnly = O_WRONLY
    public static let readWrite = O_RDWR
    public static let create = O_CREAT
    public static let exclusive = O_EXCL
    public static let append = O_APPEND
    public static let truncate = O_TRUNC
    public static let noFollow = O_NOFOLLOW
    public static let nonBlocking = O_NONBLOCK

    /// Opens a path as it is, symbolic links included; close-on-exec is always set.
    public static func open(_ path: String, _ flags: Int32, mode: UInt16 = 0o600) throws(SystemError) -> Int32 {
        try attempt("open", path) { Glibc.open(path, flags | O_CLOEXEC, mode_t(mode)) }
    }

    /// `/dev/null` for reading and writing.
    public static func openNull() throws(SystemError) -> Int32 { try open("/dev/null", O_RDWR) }

    /// Whether there is something of this name (access(2)).
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    public static func close(_ fd: Int32) {
        // Never repeated: after EINTR the descriptor is gone on Linux (close(2)).
        _ = Glibc.close(fd)
    }

    public static func status(_ fd: Int32, name: String = "") throws(SystemError) -> FileStatus {
        var raw = stat()
        try attempt("look at", name) { fstat(fd, &raw) }
        return FileStatus(raw)
    }

    /// Sets the permission bits whatever the umask is.
    public static func setMode(_ fd: Int32, _ mode: UInt16, name: String = "") throws(SystemError) {
        try attempt("set the permissions of", name) { fchmod(fd, mode_t(mode)) }
    }

    /// Changes group and owner; `nil` leaves one as it is.
    public static func setOwner(_ fd: Int32, owner: UInt32? = nil, group: UInt32?, name: String = "") throws(SystemError) {
        try attempt("change the group of", name) { fchown(fd, owner ?? .max, group ?? .max) }
    }

    /// Sets both times, in nanoseconds since 1970.
    public static func setTimes(_ fd: Int32, accessed: Int64, modified: Int64, name: String = "") throws(SystemError) {
        let times = [timespec(nanoseconds: accessed), timespec(nanoseconds: modified)]
        try attempt("set the times of", name) { futimens(fd, times) }
    }

    /// Makes content and attributes durable.
    public static func sync(_ fd: Int32, name: String = "") throws(SystemError) {
        try attempt("sync", name) { fsync(fd) }
    }

    /// Makes the content durable.
    public static func syncData(_ fd: Int32, name: String = "") throws(SystemError) {
        try attempt("sync", name) { fdatasync(fd) }
    }

    public static func truncate(_ fd: Int32, to size: Int64, name: String = "") throws(SystemError) {
        try attempt("truncate", name) { ftruncate(fd, off_t(size)) }
    }

    /// Locks the open file as a whole against other openings of it (flock(2)).
    /// - Returns: `false` if another opening holds the lock; with `wait` always `true`.
    public static func lock(_ fd: Int32, wait: Bool = false, name: String = "") throws(SystemError) -> Bool {
        do {
            try attempt("lock", name) { flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB)) }
            return true
        } catch  where error.errno == .wouldBlock {
            return false
        }
    }

    /// Unlocks for every process that shares the opening.
    public static func unlock(_ fd: Int32) {
        _ = flock(fd, LOCK_UN)
    }

    /// Sets the umask of the process and returns the one before.
    public static func setUmask(_ mask: UInt16) -> UInt16 { UInt16(umask(mode_t(mask))) }

    /// Lets reads and writes return at once where they would wait.
    public static func setNonBlocking(_ fd: Int32) throws(SystemError) {
        let flags = try attempt("read the flags of", "a descriptor") { fcntl(fd, F_GETFL) }
        try attempt("set the flags of", "a descriptor") { fcntl(fd, F_SETFL, flags | O_NONBLOCK) }
    }
}

extension timespec {
    init(nanoseconds: Int64) {
        var seconds = nanoseconds / 1_000_000_000
        var rest = nanoseconds % 1_000_000_000
        if rest < 0 {
            seconds -= 1
            rest += 1_000_000_000
        }
        self.init(tv_sec: Int(seconds), tv_nsec: Int(rest))
    }
}
