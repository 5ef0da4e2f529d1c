public import SisyphusCore
public import SisyphusUnix

/// The records of a job, `runs.jsonl`: one line per run.
extension JobStore {
    /// When the file is longer than this it is cut to the newer half.
    static let recordsLimit = 8 << 20

    /// Appends a record with one write.
    ///
    /// The file is locked meanwhile, since skipped starts write without the lock of the job: a trimming that reads, writes
    /// anew and renames would lose what came in between.
    func append(_ record: RunRecord) throws(SystemError) {
        let line = record.jsonLine
        // Trimmed between opening and locking: the name now belongs to another file.
        for _ in 0..<8 where try append(line) { return }
        try directory.appendLine(JobFile.records, line, mode: permissions.mode, group: permissions.group)
    }

    private func append(_ line: [UInt8]) throws(SystemError) -> Bool {
        let file = try openShared(JobFile.records, File.append)
        do throws(SystemError) {
            _ = try file.lock(wait: true)
        } catch {
            // Some file systems of a network have no locks. At worst a trimming at this very moment loses the record.
            Complaint.say("\(error); the record is appended all the same")
        }
        let status = try file.status()
        guard try directory.status(of: JobFile.records)?.inode == status.inode else { return false }
        if let group = permissions.group, status.group != group { try file.setGroup(group) }
        if status.mode & 0o777 != permissions.mode { try file.setMode(permissions.mode) }
        // A line that was torn by a full disk must not swallow the next one.
        let isTorn = status.size > 0 ? try file.read(upTo: 1, at: status.size - 1) != [UInt8(ascii: "\n")] : false
        try file.writeAll(isTorn ? [UInt8(ascii: "\n")] + line : line)
        return true
    }

    /// The newest records, oldest first: at least so many of runs with a log, as far as there are. Reads no more of the file than needed.
    func records(withLog count: Int) throws(SystemError) -> [RunRecord] {
        try directory.records { end in
            let records = RunRecord.records(in: end.bytes)
            return (records, records.count(where: { $0.log != nil }) >= count)
        }
    }

    /// The newest record for which the condition holds; reads no more of the file than needed.
    ///
    /// - Parameter unwritten: newer records that could not be added to the file yet.
    func lastRecord(_ unwritten: [RunRecord] = [], where condition: (RunRecord) -> Bool) throws(SystemError) -> RunRecord? {
        try directory.records(unwritten) { end in
            let record = RunRecord.last(in: end.bytes, where: condition)
            return (record, record != nil)
        }
    }

    /// How the runs so far ended; what cannot be read is as good as none.
    ///
    /// - Parameter unwritten: newer records that could not be added to the file yet.
    func lastEnds(_ unwritten: [RunRecord]) -> LastEnds {
        let ends = try? directory.records(unwritten, from: 16 << 10) { end in
            let ends = LastEnds(end.bytes)
            return (ends, ends.lastGood != nil)
        }
        return ends ?? LastEnds([])
    }

    /// How the job's numbers usually are; what cannot be read is as good as none.
    ///
    /// - Parameter unwritten: newer records that could not be added to the file yet.
    func usualMetrics(_ unwritten: [RunRecord]) -> UsualMetrics {
        let usual = try? directory.records(unwritten) { end in
            let usual = UsualMetrics(end.bytes)
            return (usual, usual.isEnough)
        }
        return usual ?? UsualMetrics([])
    }

    /// How many starts were skipped since the file was so long: what a run counts that noted the length when it began.
    func countSkips(from offset: Int64) throws(SystemError) -> Int64 {
        guard let size = try directory.status(of: JobFile.records)?.size else { return 0 }
        // Shorter: it was trimmed meanwhile, and all that is left may be older or newer.
        guard size > offset else { return 0 }
        let end = try directory.endOfRecords(limit: Int(size - offset))
        return RunRecord.records(in: end.bytes).reduce(0) { $1.kind == .skip ? $0 + 1 : $0 }
    }

    /// Cuts the file to its newer half if it has grown too long. Done under the lock of the housekeeping.
    func trimRecords() throws(SystemError) {
        let name = JobFile.records
        guard let status = try directory.status(of: name), status.kind == .regular, status.size > Self.recordsLimit else { return }
        let file = try directory.openFile(name, File.readOnly)
        guard try file.lock(), let bytes = try directory.readEnd(of: name, limit: Self.recordsLimit / 2),
            let feed = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return }
        try directory.replaceFile(name, with: Array(bytes[(feed + 1)...]), mode: status.mode, group: status.group, sync: true)
    }
}

extension Directory {
    /// No more than this is ever read: many times as much as is kept.
    private static var mostOfRecords: Int { 64 << 20 }

    /// Reads the end of a job's records, and more of them as long as that is not enough: most answers stand in a small piece.
    ///
    /// - Parameters:
    ///   - unwritten: newer records that could not be added to the file yet.
    ///   - first: how many bytes to begin with.
    ///   - read: called with longer and longer ends, and whether nothing of the file was left out; gives what it found, and whether that is enough.
    public func records<Answer>(
        _ unwritten: [RunRecord] = [], from first: Int = 64 << 10, _ read: (_ end: (bytes: [UInt8], isWhole: Bool)) -> (Answer, isEnough: Bool)
    ) throws(SystemError) -> Answer {
        var limit = first
        while true {
            let end = try endOfRecords(limit: limit, unwritten)
            let (answer, isEnough) = read(end)
            if isEnough || end.isWhole || limit >= Self.mostOfRecords { return answer }
            limit *= 8
        }
    }

    /// The end of a job's records, and behind it the newer ones that could not be added to the file yet: who reads records from their end reads them here.
    ///
    /// - Parameter unwritten: one that stands in the file is passed over: whoever added it may not have come to say so.
    /// - Returns: with whether nothing of the file was left out.
    public func endOfRecords(limit: Int, _ unwritten: [RunRecord] = []) throws(SystemError) -> (bytes: [UInt8], isWhole: Bool) {
        let limit = min(limit, Self.mostOfRecords)
        let bytes = try readEnd(of: JobFile.records, limit: limit) ?? []
        let isWhole = bytes.count < limit
        var newer = unwritten
        if !newer.isEmpty {
            RecordLine.forEach(fromEndOf: bytes) { line in
                newer.removeAll { $0.id == line?.id }
                return !newer.isEmpty
            }
        }
        return (newer.isEmpty ? bytes : bytes + [UInt8(ascii: "\n")] + newer.flatMap(\.jsonLine), isWhole)
    }
}

extension RecordTail {
    /// - Parameter unwritten: newer records that could not be added to the file yet.
    public init(in directory: Directory, unwritten: [RunRecord] = []) throws(SystemError) {
        self = try directory.records(unwritten, from: 12 << 10) { end in
            let tail = RecordTail(end.bytes, isWhole: end.isWhole)
            return (tail, tail.isEnough)
        }
    }
}
