import SisyphusCore
public import SisyphusUnix

/// The file that the page of all jobs is written to.
public struct PageFile {
    private let directory: Directory
    private let name: String

    /// - Parameter path: relative to the working directory if it does not begin with a slash. Of a symbolic link the file is meant that it leads to.
    /// - Throws: also where something else than a file is there, since a device or FIFO would be replaced by the page, and where another user than root has made
    ///   the link, who could have any file of ours overwritten.
    public init(_ path: String) throws(SystemError) {
        var (directory, name) = try Directory.holding(path)
        var links = 0
        while let target = try directory.readLink(name) {
            links += 1
            guard let owner = try directory.status(of: name)?.owner, owner == 0 || owner == User.effectiveID else {
                throw SystemError(operation: "write", object: path, errno: .permissionDenied, explanation: "the link belongs to another user")
            }
            // As many as the kernel follows (path_resolution(7)).
            guard links <= 40 else { throw SystemError(operation: "write", object: path, errno: .tooManySymbolicLinkLevels) }
            (directory, name) = try Directory.holding(target, from: directory.path)
        }
        if let status = try directory.status(of: name), status.kind != .regular {
            throw SystemError(operation: "write", object: path, errno: .fileExists, explanation: "it is no regular file")
        }
        (self.directory, self.name) = (directory, name)
    }

    /// Whether it lies in this directory.
    public func isIn(_ path: String) -> Bool {
        guard let other = try? Directory.open(path, createMode: nil).handle.status(), let own = try? directory.handle.status() else { return false }
        return other.inode == own.inode && other.device == own.device
    }

    /// Waits until the file is this old (microseconds), so that however many want it to be made anew, it is not made more often.
    ///
    /// - Returns: `false`: another process waits already; it will look at the jobs later than now.
    public func waitForTurn(age: Int64) throws(SystemError) -> Bool {
        let lock = try directory.openFile(".\(name).lock", File.readWrite | File.create)
        // Unlocked before the jobs are looked at: whoever comes then has something to show that is perhaps not seen any more.
        defer { lock.unlock() }
        guard try lock.lock() else { return false }
        while let modified = try directory.status(of: name)?.modifiedNanoseconds {
            let rest = modified / 1000 + age - SystemClock.wall(utc: true).microseconds
            // A time that is farther away is of a clock that was set back since.
            if rest <= 0 || rest > age { break }
            SystemClock.sleep(microseconds: rest)
        }
        return true
    }

    /// Puts the new page in the place of the old one, whose permissions it keeps; a first one may be read by all whom the umask does not keep away.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        let umask = File.setUmask(0)
        _ = File.setUmask(umask)
        let mode = try directory.status(of: name)?.mode ?? 0o644 & ~umask
        try directory.replaceAndSweepFile(name, with: bytes, mode: mode)
        // Somebody may have put a link in the place of what was being written: the next page would be written to where that leads.
        guard try directory.status(of: name)?.kind == .symlink else { return }
        try directory.unlink(name)
        throw SystemError(operation: "write", object: name, errno: .fileExists, explanation: "somebody has put a link in its place")
    }
}
