import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What a job remembers about its notifications, in files of its directory. What is lost or broken is as good as none.
struct NotifyFiles {
    let directory: Directory
    let access: FileAccess

    func log() -> NotificationLog { NotificationLog(bytes: read(NotificationLog.fileName, limit: 1 << 20)) }
    func post() -> ToldPost? { ToldPost(bytes: read(ToldPost.fileName, limit: 4096)) }
    func lost() -> LostNotices { LostNotices(bytes: read(LostNotices.fileName, limit: 4096)) }
    func failures() -> FailureCounts { FailureCounts(bytes: read(FailureCounts.fileName, limit: 4096)) }

    func write(_ log: NotificationLog) throws(SystemError) { try replace(NotificationLog.fileName, log.bytes) }
    func write(_ post: ToldPost) throws(SystemError) { try replace(ToldPost.fileName, post.bytes) }
    func write(_ lost: LostNotices) throws(SystemError) { try replace(LostNotices.fileName, lost.bytes) }

    /// Adds to the counts. The lock of the run is gone by then, so the file has one of its own.
    func add(_ failures: FailureCounts) throws(SystemError) {
        let name = directory.childPath(FailureCounts.fileName)
        let fd = try directory.openFile(FailureCounts.fileName, File.readWrite | File.create, mode: access.mode)
        defer { File.close(fd) }
        _ = try File.lock(fd, wait: true, name: name)
        try access.apply(toFile: fd, name: name)
        var counts = FailureCounts(bytes: try File.read(fd, upTo: 4096, at: 0, name: name))
        counts.add(failures)
        try File.truncate(fd, to: 0, name: name)
        try File.writeAll(fd, counts.bytes, name: name)
    }

    /// Whether no run has begun since this one ended.
    func isLast(_ run: String) -> Bool {
        let last = (try? RunHistory.last(in: directory) { $0.kind == .run }) ?? nil
        return last?.id == run && ((try? directory.status(of: RunStateFile.name)) ?? nil) == nil
    }

    private func read(_ name: String, limit: Int) -> [UInt8]? { (try? directory.readFile(name, limit: limit)) ?? nil }

    private func replace(_ name: String, _ bytes: [UInt8]) throws(SystemError) {
        try directory.replaceFile(name, with: bytes, mode: access.mode, group: access.group, sync: false)
    }
}
