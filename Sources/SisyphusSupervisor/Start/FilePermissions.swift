import SisyphusCore
import SisyphusUnix

/// With which permissions directories and files are made: for the user alone, or opened for a monitor by
/// `--log-mode` and `--log-group`.
struct FilePermissions {
    /// Of files.
    let mode: UInt16
    /// Of directories: whoever may read the files may enter.
    let directoryMode: UInt16
    let group: UInt32?

    /// For the user alone.
    static let closed = FilePermissions(mode: 0o600, group: nil)

    private init(mode: UInt16, group: UInt32?) {
        self.mode = mode
        self.group = group
        directoryMode = 0o700 | (mode & 0o444) | (mode & 0o444) >> 2
    }

    init(_ settings: RunSettings) throws(StartFailure) {
        let mode = settings.logMode ?? 0o600
        guard let name = settings.logGroup else {
            self.init(mode: mode, group: nil)
            return
        }
        guard let number = User.groupID(name) else {
            throw StartFailure.refused("--log-group: there is no group \"\(name)\"; accepted is the name or number of a group").located(in: settings)
        }
        self.init(mode: mode, group: number)
    }

    /// Whether those who may read the files can enter a directory.
    func mayEnter(_ directory: Directory) throws(SystemError) -> Bool {
        let status = try directory.handle.status()
        if status.mode & 0o001 != 0 { return true }
        let groupEnters = status.mode & 0o010 != 0 && (group == nil || status.group == group)
        return directoryMode & 0o001 == 0 && (directoryMode & 0o010 == 0 || groupEnters)
    }

    /// Opens a directory of ours up (or closes it), if it is not as it should be.
    ///
    /// - Parameter isShared: other jobs use it too, perhaps with more open files: it is never closed.
    func apply(to directory: Directory, isShared: Bool) throws(SystemError) {
        let status = try directory.handle.status()
        guard status.owner == User.effectiveID else { return }
        if let group, status.group != group { try directory.handle.setGroup(group) }
        let mode = isShared ? status.mode & 0o777 | directoryMode : directoryMode
        if status.mode & 0o777 != mode { try directory.handle.setMode(mode) }
    }

    func apply(to file: OpenFile) throws(SystemError) {
        if let group { try file.setGroup(group) }
        // The umask is 077 while files are made.
        if mode != 0o600 { try file.setMode(mode) }
    }
}
