import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What a job remembers about its notifications, in files of its directory. What is lost or broken is as good as none.
struct NotifyFiles {
    let store: JobStore

    /// - Parameter complain: is told when it cannot be read.
    func log(complain: (String) -> Void = { _ in }) -> NotificationLog {
        do throws(SystemError) {
            return NotificationLog(bytes: try store.directory.readFile(JobFile.notificationLog, limit: 1 << 20))
        } catch {
            complain("\(error); what was told is forgotten")
            return NotificationLog(bytes: nil)
        }
    }

    func post() -> ToldPost? { ToldPost(bytes: store.read(JobFile.toldPost, limit: 4096)) }
    func lost() -> LostNotices { LostNotices(bytes: store.read(JobFile.lostNotices, limit: 4096)) }
    func failures() -> FailureCounts { FailureCounts(bytes: store.read(JobFile.failureCounts, limit: 4096)) }

    func write(_ log: NotificationLog) throws(SystemError) { try store.replace(JobFile.notificationLog, log.bytes) }
    func write(_ post: ToldPost) throws(SystemError) { try store.replace(JobFile.toldPost, post.bytes) }
    func write(_ lost: LostNotices) throws(SystemError) { try store.replace(JobFile.lostNotices, lost.bytes) }

    /// Adds to the counts. The lock of the run is gone by then, so the file has one of its own.
    func add(_ failures: FailureCounts) throws(SystemError) {
        let file = try store.openShared(JobFile.failureCounts)
        _ = try file.lock(wait: true)
        try store.permissions.apply(to: file)
        var counts = FailureCounts(bytes: try file.read(upTo: 4096, at: 0))
        counts.add(failures)
        try file.replaceContent(counts.bytes)
    }

    /// Whether no run has begun since this one ended.
    func isLast(_ run: String) -> Bool {
        let last = (try? store.lastRecord { $0.isRun }) ?? nil
        return last?.id == run && ((try? store.directory.status(of: JobFile.state)) ?? nil) == nil
    }
}
