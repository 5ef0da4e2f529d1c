import Glibc
import SystemPackage

extension Directory {
    /// Reads a regular file as a whole.
    ///
    /// - Returns: `nil` if it is not there.
    /// - Throws: `SystemError`, also if it is no regular file or longer than `limit` bytes.
    public func readFile(_ name: String, limit: Int) throws(SystemError) -> [UInt8]? {
        guard let (file, status) = try openRegular(name) else { return nil }
        defer { File.close(file) }
        // A file may have grown since, and those of /proc have no size at all, so one byte more than allowed tells.
        let bytes = try File.read(file, upTo: min(limit, max(Int(status.size), 4096)) + 1, at: 0, name: childPath(name))
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
        defer { File.close(file) }
        let start = max(0, status.size - Int64(limit))
        return try File.read(file, upTo: Int(status.size - start), at: start, name: childPath(name))
    }

    private func openRegular(_ name: String) throws(SystemError) -> (Int32, FileStatus)? {
        let file: Int32
        do {
            // A FIFO of that name must not make us wait for a writer.
            file = try openFile(name, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch  where error.isMissing {
            return nil
        }
        do throws(SystemError) {
            let status = try File.status(file, name: childPath(name))
            if status.kind == .regular { return (file, status) }
            throw SystemError(
                operation: "read", object: childPath(name), errno: .invalidArgument, explanation: "it is no regular file")
        } catch {
            File.close(file)
            throw error
        }
    }

    /// Writes a file under a temporary name (`.NAME.PID.tmp`) and renames it: readers see the old or the new content, never a
    /// part.
    ///
    /// - Parameters:
    ///   - mode: permission bits, whatever the umask is.
    ///   - group: the group of the file; `nil`: the process's.
    ///   - sync: whether content and name survive a power failure right after.
    public func replaceFile(
        _ name: String, with bytes: [UInt8], mode: UInt16, group: UInt32? = nil, sync durable: Bool
    ) throws(SystemError) {
        let temporary = temporaryName(for: name)
        try unlink(temporary)
        let file = try openFile(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        do throws(SystemError) {
            defer { File.close(file) }
            if let group { try File.setOwner(file, group: group, name: childPath(name)) }
            if mode != 0o600 { try File.setMode(file, mode, name: childPath(name)) }
            try File.writeAll(file, bytes, name: childPath(name))
            if durable { try File.sync(file, name: childPath(name)) }
            try rename(temporary, to: name)
        } catch {
            do throws(SystemError) { try unlink(temporary) } catch {}
            throw error
        }
        if durable { try sync() }
    }

    /// Under this name a file is prepared before it takes the place of `name`.
    public func temporaryName(for name: String) -> String { ".\(name).\(getpid()).tmp" }

    /// Appends with one `write`, so that lines of several writers do not mix; makes the file if need be.
    public func appendLine(
        _ name: String, _ bytes: [UInt8], mode: UInt16, group: UInt32? = nil
    ) throws(SystemError) {
        let file = try openFile(name, O_WRONLY | O_CREAT | O_APPEND, mode: mode)
        defer { File.close(file) }
        if group != nil || mode != 0o600 {
            let status = try File.status(file, name: childPath(name))
            if status.size == 0 {
                if let group { try File.setOwner(file, group: group, name: childPath(name)) }
                try File.setMode(file, mode, name: childPath(name))
            }
        }
        try File.writeAll(file, bytes, name: childPath(name))
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
        let temporary = temporaryName(for: name)
        try unlink(temporary)
        try attempt("create the link", childPath(name)) { symlinkat(target, fd, temporary) }
        do {
            try rename(temporary, to: name)
        } catch {
            do throws(SystemError) { try unlink(temporary) } catch {}
            throw error
        }
    }

    /// Where a symbolic link points to; `nil` if there is no such name, or it is no symbolic link.
    public func readLink(_ name: String) throws(SystemError) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        do {
            let count = try attempt("read the link", childPath(name)) {
                buffer.withUnsafeMutableBytes { bytes in
                    readlinkat(fd, name, bytes.bindMemory(to: CChar.self).baseAddress!, bytes.count)
                }
            }
            return String(decoding: buffer[..<count], as: UTF8.self)
        } catch  where error.isMissing || error.errno == .invalidArgument {
            return nil
        }
    }
}
