import SisyphusCore
import SisyphusUnix

/// With which permissions directories and files are made: for the user alone, or opened for a monitor by
/// `--log-mode` and `--log-group`.
struct FileAccess {
    /// Of files.
    let mode: UInt16
    /// Of directories: whoever may read the files may enter.
    let directoryMode: UInt16
    let group: UInt32?

    init(_ settings: RunSettings) throws(StartFailure) {
        mode = settings.logMode ?? 0o600
        directoryMode = 0o700 | (mode & 0o444) | (mode & 0o444) >> 2
        guard let name = settings.logGroup else {
            group = nil
            return
        }
        guard let number = User.groupID(name) else {
            throw StartFailure("--log-group: there is no group \"\(name)\"; accepted is the name or number of a group", ExitStatus.usage)
        }
        group = number
    }

    /// Opens a directory of ours up (or closes it), if it is not as it should be.
    ///
    /// - Parameter isShared: other jobs use it too, perhaps with more open files: it is never closed.
    func apply(to directory: Directory, isShared: Bool) throws(SystemError) {
        let status = try directory.ownStatus()
        guard status.owner == User.effectiveID else { return }
        if let group, status.group != group { try File.setOwner(directory.fd, group: group, name: directory.path) }
        let mode = isShared ? status.mode & 0o777 | directoryMode : directoryMode
        if status.mode & 0o777 != mode { try File.setMode(directory.fd, mode, name: directory.path) }
    }

    func apply(toFile fd: Int32, name: String) throws(SystemError) {
        if let group { try File.setOwner(fd, group: group, name: name) }
        // The umask is 077 while files are made.
        if mode != 0o600 { try File.setMode(fd, mode, name: name) }
    }
}
