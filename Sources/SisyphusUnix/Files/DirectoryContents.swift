import Glibc
import SisyphusCore

extension Directory {
    /// Reads a regular file as a whole.
    ///
    /// - Returns: `nil` if it is not there.
    /// - Throws: `SystemError`, also if it is no regular file or longer than `limit` bytes.
    public func readFile(_ name: String, limit: Int) throws(SystemError) -> [UInt8]? {
        guard let (file, status) = try openRegular(name) else { return nil }
        // A file may have grown since, and those of /proc have no size at all, so one byte more than allowed tells.
        let bytes = try file.read(upTo: min(limit, max(Int(status.size), 4096)) + 1, at: 0)
        if bytes.count > limit {
            throw SystemError(
                operation: "read", object: childPath(name), errno: .fileTooLarge,
                explanation: "it is longer than \(limit) bytes")
        }
        return bytes
    }

    /// Reads the last `limit` bytes of a regular file; all of it if it is shorter.
    ///
    /// - Returns: `nil` if it is not there.
    public func readEnd(of name: String, limit: Int) throws(SystemError) -> [UInt8]? {
        guard let (file, status) = try openRegular(name) else { return nil }
        let start = max(0, status.size - Int64(limit))
        return try file.read(upTo: Int(status.size - start), at: start)
    }

    /// The whole lines among the last `limit` bytes of a text; none if it cannot be read.
    public func lastLines(of name: String, limit: Int) -> [String] {
        let bytes = (try? readEnd(of: name, limit: limit)) ?? []
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        return lines.dropFirst(bytes.count == limit ? 1 : 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func openRegular(_ name: String) throws(SystemError) -> (OpenFile, FileStatus)? {
        // A FIFO of that name must not make us wait for a writer.
        guard let file = try openIfThere(name, O_RDONLY | O_NONBLOCK | O_NOCTTY) else { return nil }
        let status = try file.status()
        guard status.kind == .regular else {
            throw SystemError(operation: "read", object: file.path, errno: .invalidArgument, explanation: "it is no regular file")
        }
        return (file, status)
    }

    /// Writes a file under a temporary name (`.NAME.PID.tmp`) and renames it: readers see the old or the new content, never a
    /// part.
    ///
    /// - Parameters:
    ///   - mode: permission bits, whatever the umask is.
    ///   - group: the group of the file; `nil`: the process's.
    ///   - sync: whether content and name survive a power failure right after.
    public func replaceFile(
        _ name: String, with bytes: [UInt8], mode: UInt16, owner: UInt32? = nil, group: UInt32? = nil, sync durable: Bool
    ) throws(SystemError) {
        try preparing(name) { temporary throws(SystemError) in
            let file = try openFile(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            defer { file.close() }
            if let owner, owner != User.effectiveID { try file.setOwner(owner) }
            if let group { try file.setGroup(group) }
            if mode != 0o600 { try file.setMode(mode) }
            try file.writeAll(bytes)
            if durable { try file.sync() }
        }
        if durable { try sync() }
    }

    /// Writes a file whole and holds its lock from before it has its name, readable by this user alone; what had the name before is replaced.
    ///
    /// - Returns: the file, whose lock lasts until it is closed.
    public func createLocked(_ name: String, with bytes: [UInt8]) throws(SystemError) -> OpenFile {
        var made: OpenFile?
        do throws(SystemError) {
            try preparing(name) { temporary throws(SystemError) in
                made?.close()
                made = nil
                let file = try openFile(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
                made = file
                _ = try file.lock(wait: true)
                try file.writeAll(bytes)
            }
        } catch {
            made?.close()
            throw error
        }
        return made!
    }

    /// Makes something under a temporary name and puts it in its place. Somebody who shares the directory but cannot see this process may take
    /// what is being prepared for left behind and remove it: then it is made once more.
    private func preparing(_ name: String, _ make: (String) throws(SystemError) -> Void) throws(SystemError) {
        // A path that leads elsewhere is prepared there.
        let start = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name.utf8.index(after: $0) } ?? name.startIndex
        let temporary = String(name[..<start]) + TemporaryName(file: String(name[start...]), writer: getpid()).text
        // What is in the way is told by what makes it.
        do throws(SystemError) { try unlink(temporary) } catch {}
        do {
            try make(temporary)
            do {
                try rename(temporary, to: name)
            } catch  where error.isMissing {
                try make(temporary)
                try rename(temporary, to: name)
            }
        } catch {
            do throws(SystemError) { try unlink(temporary) } catch {}
            throw error
        }
    }

    /// Appends with one `write`, so that lines of several writers do not mix; makes the file if need be.
    public func appendLine(
        _ name: String, _ bytes: [UInt8], mode: UInt16, group: UInt32? = nil
    ) throws(SystemError) {
        let file = try openFile(name, O_WRONLY | O_CREAT | O_APPEND, mode: mode)
        if group != nil || mode != 0o600, try file.status().size == 0 {
            if let group { try file.setGroup(group) }
            try file.setMode(mode)
        }
        try file.writeAll(bytes)
    }

    /// Points a symbolic link somewhere else without a moment at which it is not there.
    ///
    /// - Throws: `SystemError` also if there is something of that name that is no symbolic link.
    public func replaceLink(_ name: String, to target: String) throws(SystemError) {
        if let status = try status(of: name), status.kind != .symlink {
            throw SystemError(
                operation: "set the link", object: childPath(name), errno: .fileExists,
                explanation: "there is something else of that name")
        }
        try preparing(name) { temporary throws(SystemError) in
            try attempt("create the link", childPath(name)) { symlinkat(target, fd, temporary) }
        }
    }

    /// Where a symbolic link points to; `nil` if there is no such name, or it is no symbolic link.
    public func readLink(_ name: String) throws(SystemError) -> String? {
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(PATH_MAX))
        defer { buffer.deallocate() }
        do {
            let count = try attempt("read the link", childPath(name)) { readlinkat(fd, name, buffer.baseAddress!, buffer.count) }
            return String(decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), as: UTF8.self)
        } catch  where error.isMissing || error.errno == .invalidArgument {
            return nil
        }
    }
}
