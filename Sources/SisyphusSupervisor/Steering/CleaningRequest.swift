public import SisyphusCore
public import SisyphusUnix

/// Housekeeping of a job on demand, and the end of a job that is no more.
public struct CleaningRequest {
    private let job: Directory
    private let store: JobStore

    public init(_ job: Directory) { (self.job, store) = (job, JobStore(job)) }

    /// What housekeeping after a run would do now.
    ///
    /// - Parameters:
    ///   - isDry: nothing is done, only said.
    ///   - say: is told each step.
    ///   - complain: is told what could not be done.
    public func clean(
        _ settings: RunSettings, now: Timestamp, isDry: Bool, say: @escaping (String) -> Void, complain: @escaping (String) -> Void
    ) {
        let state = store.state()
        var housekeeping = Housekeeping(
            store: store, settings: settings, now: now, current: state?.log.flatMap { LogName($0) },
            lastRun: ((try? store.lastRecord(state?.unwritten ?? []) { $0.isRun }) ?? nil)?.end, shouldStop: { false }
        ) { message in
            if case .warning(let text) = message { complain(text) } else { say(message.text) }
        }
        housekeeping.isDry = isDry
        housekeeping.perform()
    }

    /// How many logs there are and how large they are, and why they must stay.
    public var contents: (logs: Int, bytes: Int64, refusal: String?) {
        let logs = job.names { LogName($0) != nil }
        let bytes = logs.reduce(Int64(0)) { $0 + (((try? job.status(of: $1)) ?? nil)?.size ?? 0) }
        var refusal: String?
        switch HealthQuestion.run(in: job).run {
        case .alive: refusal = "it is running"
        case .elsewhere(let state): refusal = "it may be running on \(state.host ?? "another host")"
        default: break
        }
        return (logs.count, bytes, refusal)
    }

    /// Removes every file that this program names, and the directory if nothing else is in it.
    ///
    /// - Returns: what is left, because others have named it.
    /// - Throws: also when a start holds the lock.
    public func forget(from project: Directory, named name: String) throws(SystemError) -> [String] {
        let lock = try store.openShared(JobFile.lock)
        guard try lock.lock() else {
            throw SystemError(operation: "remove", object: job.path, errno: .resourceBusy, explanation: "a start of it holds the lock")
        }
        for entry in job.names(where: {
            JobFile.all.contains($0) || LogName($0) != nil || TemporaryName(Array($0.utf8).withUnsafeBufferPointer { $0 })?.isOfJob == true
        }) {
            try job.unlink(entry)
        }
        let left = job.names { _ in true }
        if left.isEmpty { try project.removeDirectory(name) }
        return left.sorted()
    }
}
