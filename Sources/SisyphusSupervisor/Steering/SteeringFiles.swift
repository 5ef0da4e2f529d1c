public import SisyphusCore
import SisyphusNotify
public import SisyphusUnix

/// What somebody wants of a job, in files of its directory: that it is paused, that its failure is known.
public enum SteeringFiles {
    // MARK: Pauses

    /// The pause that keeps a job from being started now: its own, or that of all jobs.
    ///
    /// - Parameters:
    ///   - job: the job's directory. Two directories above is the base directory, since no link leads there.
    ///   - mayAllBePaused: `false`: the base directory has been looked at, and there is no such file.
    ///   - complain: is told of what cannot be understood, which counts as absent.
    public static func pause(of job: Directory, now: Timestamp, mayAllBePaused: Bool = true, complain: (String) -> Void) -> Pause? {
        if job.has(JobFile.paused), let pause = read(JobFile.paused, in: job, complain, Pause.init), !pause.isOver(at: now) { return pause }
        guard mayAllBePaused, job.has(aboveJob) else { return nil }
        do throws(SystemError) {
            // A base directory may be everybody's; who has the job, and root, may pause it.
            guard let owner = try job.status(of: aboveJob)?.owner else { return nil }
            guard try [0, User.effectiveID, job.handle.status().owner].contains(owner) else {
                complain("\(job.childPath(aboveJob)) belongs to user \(User.name(owner) ?? String(owner)) and is not obeyed")
                return nil
            }
        } catch {
            complain("\(error)")
            return nil
        }
        guard var pause = read(aboveJob, in: job, complain, Pause.init), !pause.isOver(at: now) else { return nil }
        pause.isOfAll = true
        return pause
    }

    private static let aboveJob = "../../" + JobFile.allPaused

    /// The pause in a job's directory itself, or in the base directory, over or not.
    public static func writtenPause(in directory: Directory, isOfAll: Bool) -> Pause? {
        read(name(isOfAll), in: directory, { _ in }, Pause.init)
    }

    /// - Parameter pause: `nil`: ends the one that there is.
    public static func write(_ pause: Pause?, in directory: Directory, isOfAll: Bool) throws(SystemError) {
        guard let pause else { return try directory.unlink(name(isOfAll)) }
        try replace(name(isOfAll), pause.keeping(writtenPause(in: directory, isOfAll: isOfAll)).bytes, in: directory)
    }

    private static func name(_ isOfAll: Bool) -> String { isOfAll ? JobFile.allPaused : JobFile.paused }

    // MARK: Acknowledgements

    static func acknowledgement(in job: Directory, complain: (String) -> Void) -> Acknowledgement? {
        read(JobFile.acknowledged, in: job, complain, Acknowledgement.init)
    }

    /// Who knows of the failure that the last run ended with; `nil`: nobody said so.
    public static func acknowledgement(of last: RecordLine, lastGood: RecordLine?, in job: Directory) -> Acknowledgement? {
        guard job.has(JobFile.acknowledged), let found = acknowledgement(in: job, complain: { _ in }), let last = last.record else { return nil }
        return found.covers(Fingerprint.of(last), lastGood: lastGood?.end.microseconds) ? found : nil
    }

    /// Notes that somebody knows of the failure that the last run ended with.
    public static func acknowledge(_ last: RunRecord, at now: Timestamp, by user: String?, in job: Directory) throws(SystemError) {
        try replace(JobFile.acknowledged, Acknowledgement(failure: Fingerprint.of(last), at: now, by: user).bytes, in: job)
    }

    // MARK: Files

    static func read<Value>(_ name: String, in directory: Directory, _ complain: (String) -> Void, _ make: ([UInt8]) -> Value?) -> Value? {
        do throws(SystemError) {
            guard let bytes = try directory.readFile(name, limit: 64 << 10) else { return nil }
            if let value = make(bytes) { return value }
            complain("\(directory.childPath(name)) is damaged and counts as absent")
        } catch {
            complain("\(error); it counts as absent")
        }
        return nil
    }

    /// Whoever may read the directory may read its files; what root writes for another user is that user's to read too.
    private static func replace(_ name: String, _ bytes: [UInt8], in directory: Directory) throws(SystemError) {
        let status = try directory.handle.status()
        let mode = status.owner == User.effectiveID ? 0o600 | status.mode & 0o044 : 0o644
        let isShared = status.owner == User.effectiveID && mode & 0o040 != 0
        try directory.replaceFile(name, with: bytes, mode: mode, group: isShared ? status.group : nil, sync: false)
    }
}
