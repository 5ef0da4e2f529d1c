import SisyphusCore
import SisyphusUnix

/// The file `runs.jsonl` of a job: one line per run.
public enum RunHistory {
    public static let fileName = "runs.jsonl"
    /// When the file is longer than this it is cut to the newer half.
    public static let limit = 4 << 20

    /// Appends a record with one write.
    ///
    /// The file is locked meanwhile, since skipped starts write without the lock of the job: a trimming that reads, writes
    /// anew and renames would lose what came in between.
    ///
    /// - Parameter group: The id of `--log-group`; `nil`: the process's group.
    public static func append(
        _ record: RunRecord, in directory: Directory, mode: UInt16 = 0o600, group: UInt32? = nil
    ) throws(SystemError) {
        let line = record.jsonLine
        // Trimmed between opening and locking: the name now belongs to another file.
        for _ in 0..<8 where try append(line, directory, mode, group) { return }
        try directory.appendLine(fileName, line, mode: mode, group: group)
    }

    private static func append(
        _ line: [UInt8], _ directory: Directory, _ mode: UInt16, _ group: UInt32?
    ) throws(SystemError) -> Bool {
        let file = try directory.openFile(fileName, File.readWrite | File.create | File.append, mode: mode)
        defer { File.close(file) }
        _ = try File.lock(file, wait: true, name: directory.childPath(fileName))
        let status = try File.status(file, name: directory.childPath(fileName))
        guard try directory.status(of: fileName)?.inode == status.inode else { return false }
        if let group, status.group != group { try File.setOwner(file, group: group, name: directory.childPath(fileName)) }
        if status.mode & 0o777 != mode { try File.setMode(file, mode, name: directory.childPath(fileName)) }
        // A line that was torn by a full disk must not swallow the next one.
        var isTorn = false
        if status.size > 0 {
            isTorn = try File.read(file, upTo: 1, at: status.size - 1, name: directory.childPath(fileName)) != [UInt8(ascii: "\n")]
        }
        try File.writeAll(file, isTorn ? [UInt8(ascii: "\n")] + line : line, name: directory.childPath(fileName))
        return true
    }

    /// All records, oldest first.
    public static func records(in directory: Directory) throws(SystemError) -> [RunRecord] {
        RunRecord.records(in: try end(directory, limit: .max))
    }

    /// The newest records, as many as are found without reading much; none if they cannot be read.
    static func newest(in directory: Directory) -> [RunRecord] {
        RunRecord.records(in: (try? end(directory, limit: 64 << 10)) ?? [])
    }

    /// The newest record for which the condition holds; reads no more of the file than needed.
    public static func last(
        in directory: Directory, where condition: (RunRecord) -> Bool
    ) throws(SystemError) -> RunRecord? {
        for limit in [64 << 10, Int.max] {
            let bytes = try end(directory, limit: limit)
            if let record = RunRecord.last(in: bytes, where: condition) { return record }
            if bytes.count < limit { return nil }
        }
        return nil
    }

    /// How many starts were skipped since the file was so long: what a run counts that noted the length when it began.
    public static func countSkips(in directory: Directory, from offset: Int64) throws(SystemError) -> Int64 {
        guard let size = try directory.status(of: fileName)?.size else { return 0 }
        // Shorter: it was trimmed meanwhile, and all that is left may be older or newer.
        guard size > offset else { return 0 }
        let bytes = try end(directory, limit: Int(size - offset))
        return RunRecord.records(in: bytes).reduce(0) { $1.kind == .skip ? $0 + 1 : $0 }
    }

    /// Cuts the file to its newer half if it has grown too long. Done under the lock of the housekeeping.
    static func trim(_ directory: Directory) throws(SystemError) {
        let name = fileName
        guard let status = try directory.status(of: name), status.kind == .regular, status.size > limit else {
            return
        }
        let file = try directory.openFile(name, File.readOnly)
        defer { File.close(file) }
        guard try File.lock(file, name: name), let bytes = try directory.readEnd(of: name, limit: limit / 2),
            let feed = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return }
        try directory.replaceFile(
            name, with: Array(bytes[(feed + 1)...]), mode: status.mode, group: status.group, sync: true)
    }

    private static func end(_ directory: Directory, limit: Int) throws(SystemError) -> [UInt8] {
        try directory.readEnd(of: fileName, limit: min(limit, 64 << 20)) ?? []
    }
}
