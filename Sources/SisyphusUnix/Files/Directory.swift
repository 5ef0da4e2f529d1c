import CSisyphus
import Glibc

/// An open directory. Everything in it is named relative to its descriptor, so that a path that changes underneath cannot
/// lead elsewhere, and no symbolic link in it is followed.
public final class Directory {
    /// The directory itself, for locks and attributes.
    public let handle: OpenFile
    /// The open descriptor of the directory.
    public var fd: Int32 { handle.fd }
    /// For people and for the job; never used to open something.
    public var path: String { handle.path }

    init(fd: Int32, path: String) {
        handle = OpenFile(fd: fd, path: path)
    }

    /// Opens the directory that a path leads through, and names what it leads to there.
    ///
    /// - Parameter folder: where a path begins that begins with no slash.
    public static func holding(_ path: String, from folder: String = ".") throws(SystemError) -> (directory: Directory, name: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let above = parts.dropLast().joined(separator: "/")
        let place = parts.count == 1 ? folder : above.isEmpty ? "/" : path.hasPrefix("/") || folder == "." ? above : "\(folder)/\(above)"
        return (try open(place, createMode: nil), String(parts.last ?? ""))
    }

    /// Opens a base directory. Symbolic links in its path are followed: it is the user's own choice.
    ///
    /// - Parameter createMode: with which permissions missing components are made; `nil`: none is made.
    public static func open(_ path: String, createMode: UInt16?) throws(SystemError) -> Directory {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        do {
            let fd = try attempt("open the directory", path) { Glibc.open(path, flags) }
            return Directory(fd: fd, path: path)
        } catch  where error.isMissing && createMode != nil {
            var directory = try open(path.utf8.first == UInt8(ascii: "/") ? "/" : ".", createMode: nil)
            for component in path.split(separator: "/") {
                directory = try directory.child(String(component), createMode: createMode, following: true)
            }
            return directory
        }
    }

    /// Opens a directory in this one, never through a symbolic link.
    public func subdirectory(_ name: String, createMode: UInt16?) throws(SystemError) -> Directory {
        try child(name, createMode: createMode, following: false)
    }

    private func child(_ name: String, createMode: UInt16?, following: Bool) throws(SystemError) -> Directory {
        let path = childPath(name)
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (following ? 0 : O_NOFOLLOW)
        do {
            return Directory(fd: try attempt("open the directory", path) { openat(fd, name, flags) }, path: path)
        } catch  where error.isMissing && createMode != nil {
            // Another start may make it at the same time: then it is there, which is all we want.
            do throws(SystemError) {
                try attempt("create the directory", path) { mkdirat(fd, name, mode_t(createMode!)) }
            } catch  where error.isExists {}
            return Directory(fd: try attempt("open the directory", path) { openat(fd, name, flags | O_NOFOLLOW) }, path: path)
        } catch  where error.errno == .notDirectory || error.errno == .tooManySymbolicLinkLevels {
            throw SystemError(
                operation: error.operation, object: path, errno: error.errno,
                explanation: try status(of: name)?.kind == .symlink
                    ? "it is a symbolic link, which is followed only in the base directory's own path" : nil)
        }
    }

    /// Whether its path still leads to it: it was neither removed nor renamed.
    public var isInPlace: Bool {
        var raw = stat()
        guard let own = try? handle.status(), stat(path, &raw) == 0 else { return false }
        let found = FileStatus(raw)
        return found.inode == own.inode && found.device == own.device
    }

    /// The path of something in the directory, for people.
    public func childPath(_ name: String) -> String { path == "/" || name.hasPrefix("/") ? (name.hasPrefix("/") ? name : "/" + name) : path + "/" + name }

    /// Refuses a directory in which somebody else could plant or exchange files.
    ///
    /// - Throws: `SystemError` unless it belongs to the effective user or root and nobody else may write to it.
    public func requireSafe() throws(SystemError) {
        let status = try handle.status()
        let user = geteuid()
        if status.owner != user && status.owner != 0 {
            throw SystemError(
                operation: "use the directory", object: path, errno: .permissionDenied,
                explanation: "it belongs to user \(User.name(status.owner) ?? String(status.owner)); "
                    + "it must belong to \(user == 0 ? "" : "\(User.name(user) ?? String(user)) or ")root")
        }
        if status.mode & 0o002 != 0 {
            throw SystemError(
                operation: "use the directory", object: path, errno: .permissionDenied,
                explanation: "everybody may write to it (mode 0\(String(status.mode, radix: 8))); "
                    + "nobody but its owner and group may")
        }
    }

    /// Opens a file in the directory; close-on-exec and no-follow are always set.
    public func openFile(_ name: String, _ flags: Int32, mode: UInt16 = 0o600) throws(SystemError) -> OpenFile {
        let path = childPath(name)
        let file = try attempt(flags & O_CREAT == 0 ? "open" : "create", path) {
            openat(fd, name, flags | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
        }
        return OpenFile(fd: file, path: path)
    }

    /// The same, with `nil` for a name that is not there: most files that are looked for are not, and an error would be made for each.
    func openIfThere(_ name: String, _ flags: Int32) throws(SystemError) -> OpenFile? {
        let file = openat(fd, name, flags | O_CLOEXEC | O_NOFOLLOW)
        if file >= 0 { return OpenFile(fd: file, path: childPath(name)) }
        return Glibc.errno == ENOENT ? nil : try openFile(name, flags)
    }

    /// - Returns: `nil` if there is no such name. A symbolic link is described, not followed.
    public func status(of name: String) throws(SystemError) -> FileStatus? {
        var raw = stat()
        do {
            try attempt("look at", childPath(name)) { fstatat(fd, name, &raw, AT_SYMLINK_NOFOLLOW) }
        } catch  where error.isMissing {
            return nil
        }
        return FileStatus(raw)
    }

    /// The same for a name that `forEachEntry` gives, which is followed by a NUL: makes no string of it.
    public func status(ofEntry name: UnsafeBufferPointer<UInt8>) throws(SystemError) -> FileStatus? {
        var raw = stat()
        let entry = UnsafeRawPointer(name.baseAddress!).assumingMemoryBound(to: CChar.self)
        do {
            try attempt("look at", childPath(String(decoding: name, as: UTF8.self))) { fstatat(fd, entry, &raw, AT_SYMLINK_NOFOLLOW) }
        } catch  where error.isMissing {
            return nil
        }
        return FileStatus(raw)
    }

    /// Whether there is an entry of that name; where nobody can tell, there may be one, and who reads it hears why not. Cheaper than `status(of:)`.
    public func has(_ name: String) -> Bool {
        var raw = stat()
        return fstatat(fd, name, &raw, AT_SYMLINK_NOFOLLOW) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    /// Gives an entry of the directory another name, in one step; what had that name is gone (renameat(2)).
    public func rename(_ from: String, to: String) throws(SystemError) {
        try attempt("rename", "\(childPath(from)) to \(to)") { renameat(fd, from, fd, to) }
    }

    /// Removes a name; one that is not there counts as removed.
    public func unlink(_ name: String) throws(SystemError) {
        do {
            try attempt("remove", childPath(name)) { unlinkat(fd, name, 0) }
        } catch  where error.isMissing {}
    }

    /// Removes a directory that is empty.
    public func removeDirectory(_ name: String) throws(SystemError) {
        try attempt("remove", childPath(name)) { unlinkat(fd, name, AT_REMOVEDIR) }
    }

    /// Makes the names durable.
    public func sync() throws(SystemError) { try handle.sync() }
}
