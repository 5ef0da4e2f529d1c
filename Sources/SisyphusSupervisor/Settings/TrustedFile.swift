import SisyphusCore
import SisyphusUnix

/// Reads files that decide what is run: nobody but the own user and root may have been able to write them.
enum TrustedFile {
    /// - Returns: `nil` when there is no such file.
    /// - Throws: when it cannot be read, is no regular file, is too large, or others may write it or replace it.
    static func read(_ path: String, limit: Int) throws(OptionError) -> (bytes: [UInt8], status: FileStatus)? {
        let file: (bytes: [UInt8], status: FileStatus)
        let directory: FileStatus
        do throws(SystemError) {
            // Not blocking, so that a FIFO in its place cannot hold up the start.
            let opened = try OpenFile.open(path, File.readOnly | File.nonBlocking)
            let status = try opened.status()
            directory = try directoryStatus(of: path)
            file = (status.kind == .regular ? try opened.read(upTo: limit, at: 0) : [], status)
        } catch {
            if error.isMissing || error.errno == .notDirectory { return nil }
            throw OptionError("cannot use the configuration \(path): \(error)")
        }
        if let reason = distrust(file.status, directory, limit: limit) {
            throw OptionError("cannot use the configuration \(path): \(reason)")
        }
        return file
    }

    private static func directoryStatus(of path: String) throws(SystemError) -> FileStatus {
        let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        return try OpenFile.open(parent, File.readOnly | File.nonBlocking).status()
    }

    private static func distrust(_ file: FileStatus, _ directory: FileStatus, limit: Int) -> String? {
        let user = User.effectiveID
        if file.kind != .regular { return "it is no regular file" }
        if file.owner != user, file.owner != 0 { return "it belongs to user \(file.owner), not to the own user or root" + namespaceHint(file.owner) }
        if file.mode & 0o022 != 0, file.mode & 0o002 != 0 || !User.isPrivate(group: file.group, of: file.owner) { return "others may write it (chmod go-w)" }
        if directory.owner != user, directory.owner != 0 {
            return "its directory belongs to user \(directory.owner), not to the own user or root" + namespaceHint(directory.owner)
        }
        // In a sticky directory (/tmp) nobody can replace the file of another user.
        let isOpen = directory.mode & 0o022 != 0 && (directory.mode & 0o002 != 0 || !User.isPrivate(group: directory.group, of: directory.owner))
        if isOpen, directory.mode & 0o1000 == 0 { return "others may write its directory (chmod go-w)" }
        if file.size > limit { return "it is larger than \(limit) bytes" }
        return nil
    }

    /// The number that the kernel shows for users whom the own user namespace does not know.
    private static func namespaceHint(_ owner: UInt32) -> String {
        owner == 65_534 ? "; in a user namespace (a container without root) that is everybody who is not mapped into it, root of the machine too" : ""
    }
}
