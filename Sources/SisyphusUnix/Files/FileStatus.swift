import Glibc

/// What `stat` tells about a file.
public struct FileStatus: Sendable, Equatable {
    /// What kind of entry a name stands for.
    public enum Kind: Sendable { case regular, directory, symlink, fifo, other }

    /// What the name stands for; a symbolic link is not followed.
    public var kind: Kind
    /// Permission bits, 0 to 0o7777.
    public var mode: UInt16
    /// The id of the user who owns it.
    public var owner: UInt32
    /// The id of its group.
    public var group: UInt32
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since 1970-01-01 UTC.
    public var modifiedNanoseconds: Int64
    public var accessedNanoseconds: Int64
    /// Number of names.
    public var links: Int
    /// With `device`, names the file itself, whatever names it has.
    public var inode: UInt64
    public var device: UInt64

    /// Microseconds since 1970-01-01 UTC, rounded down.
    public var modified: Int64 { modifiedNanoseconds.microsecondsRoundedDown }
    public var accessed: Int64 { accessedNanoseconds.microsecondsRoundedDown }

    /// That of the file to which a path leads; `nil`: there is none that can be looked at.
    public static func of(_ path: String) -> FileStatus? {
        var raw = stat()
        return stat(path, &raw) == 0 ? FileStatus(raw) : nil
    }

    /// That of an open descriptor; `nil`: it is none.
    static func of(_ fd: Int32) -> FileStatus? {
        var raw = stat()
        return fstat(fd, &raw) == 0 ? FileStatus(raw) : nil
    }

    init(_ raw: stat) {
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symlink
            case S_IFIFO: .fifo
            default: .other
            }
        mode = UInt16(raw.st_mode & 0o7777)
        owner = raw.st_uid
        group = raw.st_gid
        size = Int64(raw.st_size)
        modifiedNanoseconds = raw.st_mtim.nanoseconds
        accessedNanoseconds = raw.st_atim.nanoseconds
        links = Int(raw.st_nlink)
        inode = UInt64(raw.st_ino)
        device = UInt64(raw.st_dev)
    }
}

extension timespec {
    /// A file may have any time: one that this cannot hold, before 1677 or after 2262, is the nearest that it can.
    fileprivate var nanoseconds: Int64 { min(max(Int64(tv_sec), -9_223_372_036), 9_223_372_035) * 1_000_000_000 + Int64(tv_nsec) }
}

extension Int64 {
    fileprivate var microsecondsRoundedDown: Int64 { self >= 0 ? self / 1000 : -((999 - self) / 1000) }
}
