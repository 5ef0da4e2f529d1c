import SisyphusCore
import SisyphusUnix

/// The file `runs.jsonl` of a job: one line per run.
public struct RunHistory {
    public static let name = "runs.jsonl"
    /// When the file is longer than this it is cut to the newer half.
    public static let limit = 4 << 20

    let directory: Directory
    let mode: UInt16
    let group: UInt32?

    /// - Parameter group: The id of `--log-group`; `nil`: the process's group.
    public init(directory: Directory, settings: RunSettings, group: UInt32? = nil) {
        self.directory = directory
        mode = settings.logMode ?? 0o600
        self.group = group
    }

    /// Appends a record with one write.
    ///
    /// The file is locked meanwhile, since skipped starts write without the lock of the job: a trimming that reads, writes
    /// anew and renames would lose what came in between.
    public func append(_ record: RunRecord) throws(SystemError) {
        let line = record.jsonLine
        // Trimmed between opening and locking: the name now belongs to another file.
        for _ in 0..<8 where try append(line) { return }
        try directory.appendLine(RunHistory.name, line, mode: mode, group: group)
    }

    private func append(_ line: [UInt8]) throws(SystemError) -> Bool {
        let name = RunHistory.name
        let file = try directory.openFile(name, File.readWrite | File.create | File.append, mode: mode)
        defer { File.close(file) }
        _ = try File.lock(file, wait: true, name: name)
        let status = try File.status(file, name: name)
        guard try directory.status(of: name)?.inode == status.inode else { return false }
        if status.size == 0 {
            if let group { try File.setOwner(file, group: group, name: name) }
            if mode != 0o600 { try File.setMode(file, mode, name: name) }
        }
        // A line that was torn by a full disk must not swallow the next one.
        let isTorn = status.size > 0 && (try File.read(file, upTo: 1, at: status.size - 1, name: name)) != [UInt8(ascii: "\n")]
        try File.writeAll(file, isTorn ? [UInt8(ascii: "\n")] + line : line, name: name)
        return true
    }

    /// All records, oldest first.
    public func records() throws(SystemError) -> [RunRecord] {
        RunRecord.records(in: try end(limit: .max))
    }

    /// The newest record for which the condition holds; reads no more of the file than needed.
    public func last(where condition: (RunRecord) -> Bool) throws(SystemError) -> RunRecord? {
        for limit in [64 << 10, Int.max] {
            let bytes = try end(limit: limit)
            if let record = RunRecord.last(in: bytes, where: condition) { return record }
            if bytes.count < limit { return nil }
        }
        return nil
    }

    /// How many starts were skipped since the last run.
    public func skipsSinceLastRun() throws(SystemError) -> Int {
        for limit in [64 << 10, Int.max] {
            let bytes = try end(limit: limit)
            var skips = 0
            let run = RunRecord.last(in: bytes) { record in
                if record.kind == .skip { skips += 1 }
                return record.kind == .run
            }
            if run != nil || bytes.count < limit { return skips }
        }
        return 0
    }

    /// Cuts the file to its newer half if it has grown too long. Done under the lock of the housekeeping.
    func trim() throws(SystemError) {
        let name = RunHistory.name
        guard let status = try directory.status(of: name), status.kind == .regular, status.size > RunHistory.limit else {
            return
        }
        let file = try directory.openFile(name, File.readOnly)
        defer { File.close(file) }
        guard try File.lock(file, name: name), let bytes = try directory.readEnd(of: name, limit: RunHistory.limit / 2),
            let feed = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return }
        try directory.replaceFile(
            name, with: Array(bytes[(feed + 1)...]), mode: status.mode, group: status.group, sync: true)
    }

    private func end(limit: Int) throws(SystemError) -> [UInt8] {
        try directory.readEnd(of: RunHistory.name, limit: min(limit, 64 << 20)) ?? []
    }
}
