import CSisyphus
import Glibc

/// An open file that knows its path, for the sentences of errors. It is closed with its last reference, or before.
public final class OpenFile {
    /// -1 when it is closed.
    public private(set) var fd: Int32
    /// For people; never used to open something again.
    public let path: String

    init(fd: Int32, path: String) {
        self.fd = fd
        self.path = path
    }

    /// Opens a path as it is, symbolic links included; close-on-exec is always set.
    public static func open(_ path: String, _ flags: Int32, mode: UInt16 = 0o600) throws(SystemError) -> OpenFile {
        OpenFile(fd: try descriptor(path, flags, mode: mode), path: path)
    }

    static func descriptor(_ path: String, _ flags: Int32, mode: UInt16 = 0o600) throws(SystemError) -> Int32 {
        try attempt("open", path) { Glibc.open(path, flags | O_CLOEXEC, mode_t(mode)) }
    }

    deinit { close() }

    public func close() {
        if fd >= 0 { File.close(fd) }
        fd = -1
    }

    /// Where the file is now, as the kernel tells; `nil`: it was removed, or there is no /proc.
    public var currentPath: String? {
        guard (try? status().links) ?? 0 > 0 else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            buffer.initialize(repeating: 0)
            guard readlink("/proc/self/fd/\(fd)", buffer.baseAddress!, buffer.count - 1) > 0 else { return nil }
            return String(cString: buffer.baseAddress!)
        }
    }

    public func status() throws(SystemError) -> FileStatus {
        var raw = stat()
        try attempt("look at", path) { fstat(fd, &raw) }
        return FileStatus(raw)
    }

    /// Sets the permission bits whatever the umask is.
    public func setMode(_ mode: UInt16) throws(SystemError) {
        try attempt("set the permissions of", path) { fchmod(fd, mode_t(mode)) }
    }

    public func setOwner(_ owner: UInt32) throws(SystemError) {
        try attempt("change the owner of", path) { fchown(fd, owner, .max) }
    }

    public func setGroup(_ group: UInt32) throws(SystemError) {
        try attempt("change the group of", path) { fchown(fd, .max, group) }
    }

    /// Sets both times, in nanoseconds since 1970.
    public func setTimes(accessed: Int64, modified: Int64) throws(SystemError) {
        let times = [timespec(nanoseconds: accessed), timespec(nanoseconds: modified)]
        try attempt("set the times of", path) { futimens(fd, times) }
    }

    /// Makes content and attributes durable.
    public func sync() throws(SystemError) {
        try attempt("sync", path) { fsync(fd) }
    }

    /// Makes the content durable.
    public func syncData() throws(SystemError) {
        try attempt("sync", path) { fdatasync(fd) }
    }

    public func truncate(to size: Int64) throws(SystemError) {
        try attempt("truncate", path) { ftruncate(fd, off_t(size)) }
    }

    /// Locks the open file as a whole against other openings of it (flock(2)).
    /// - Returns: `false` if another opening holds the lock; with `wait` always `true`.
    public func lock(wait: Bool = false) throws(SystemError) -> Bool {
        do {
            try attempt("lock", path) { flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB)) }
            return true
        } catch  where error.errno == .wouldBlock {
            return false
        }
    }

    /// Unlocks for every process that shares the opening.
    public func unlock() {
        _ = flock(fd, LOCK_UN)
    }

    // MARK: - Content

    /// Reads into the buffer. Returns 0 at the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try attempt("read", path) { Glibc.read(fd, buffer.baseAddress, buffer.count) }
    }

    /// Sets the place at which `read(into:)` goes on.
    public func seek(to offset: Int64) throws(SystemError) {
        try attempt("read", path) { lseek(fd, off_t(offset), SEEK_SET) }
    }

    /// Reads at most so many bytes from a place in the file; fewer only at its end.
    public func read(upTo limit: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(limit, 1)) { buffer, filled in
            OpenFile.populate(buffer)
            do throws(SystemError) {
                while filled < limit {
                    let start = filled
                    let count = try attempt("read", path) {
                        pread(fd, buffer.baseAddress! + start, limit - start, off_t(offset) + start)
                    }
                    if count == 0 { break }
                    filled += count
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Has all pages of a large buffer made at once (madvise(2)), which costs a fraction of making one after the other when it is written to. Kernels
    /// before 5.14 refuse, and nothing is lost.
    private static func populate(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        guard buffer.count >= 1 << 20, let base = buffer.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let before = Int(bitPattern: base) & (page - 1)
        madvise(base - before, before + buffer.count, MADV_POPULATE_WRITE)
    }

    /// Writes once. Returns how many bytes were taken, possibly fewer than given.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int { try File.write(fd, bytes, name: path) }

    /// Writes everything.
    public func writeAll(_ bytes: UnsafeRawBufferPointer) throws(SystemError) { try File.writeAll(fd, bytes, name: path) }

    /// Writes everything.
    public func writeAll(_ bytes: [UInt8]) throws(SystemError) { try File.writeAll(fd, bytes, name: path) }

    /// Writes everything to a place in the file.
    func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let start = done
            done += try attempt("write to", path) { pwrite(fd, bytes.baseAddress! + start, bytes.count - start, off_t(offset) + start) }
        }
    }

    /// Puts this in the place of all that the file holds.
    public func replaceContent(_ bytes: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { bytes in
            do throws(SystemError) { try writeAll(bytes, at: 0) } catch { failure = error }
        }
        if let failure { throw failure }
        try truncate(to: Int64(bytes.count))
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
