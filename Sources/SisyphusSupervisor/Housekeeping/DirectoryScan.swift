import SisyphusCore
import SisyphusUnix

/// One pass over a job's directory: the logs that may be too old, too many or too large, and what crashes left.
///
/// A log was changed last at or after the start that its name tells, so that the young ones, which are nearly all, need no
/// `stat`: this makes the pass over 100,000 logs several times as fast as looking at each.
struct DirectoryScan {
    private(set) var logs: [StoredLog] = []
    /// Temporary files of ours that nobody is writing any more.
    private(set) var leftovers: [String] = []

    init(directory: Directory, settings: RunSettings, now: Timestamp) throws(SystemError) {
        let remove = settings.keepfilelogs.map { now.microseconds - $0.microseconds } ?? .min
        let compress = settings.compressfilelogs.map { now.microseconds - $0.microseconds } ?? .min
        let needsSizes = settings.keepsize != nil
        let needsNames = needsSizes || settings.keepruns != nil
        var logs: [StoredLog] = []
        var leftovers: [String] = []
        try directory.forEachEntry { (bytes, kind) throws(SystemError) in
            if let name = LogName(bytes) {
                guard kind == .regular || kind == .unknown else { return }
                let oldest = name.compression == nil ? max(remove, compress) : remove
                if needsSizes || name.earliestStart < oldest {
                    guard let status = try directory.status(ofEntry: bytes), status.kind == .regular else { return }
                    if needsNames || status.modified < oldest {
                        logs.append(StoredLog(name: name, modified: status.modified, size: status.size))
                    }
                } else if needsNames {
                    logs.append(StoredLog(name: name, modified: nil, size: 0))
                }
            } else if let name = TemporaryName(bytes), name.isOfJob, name.isAbandoned(in: directory, now: now.microseconds) {
                leftovers.append(name.text)
            }
        }
        self.logs = logs
        self.leftovers = leftovers
    }
}
