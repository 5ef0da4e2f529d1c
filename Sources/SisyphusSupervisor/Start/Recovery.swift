import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What a start does about a run that was killed together with its supervisor: ends what is left of it, marks its log as
/// lost, sets link, health and record accordingly, and removes temporary files.
///
/// Must be called with the lock held: then nothing of the run that is found can be alive by right.
struct Recovery {
    private let context: JobContext
    private let lost: RunStateFile

    private var directory: Directory { context.directory }

    /// Mends what is found; does nothing if the last run was closed.
    static func run(_ context: JobContext) {
        guard let bytes = try? context.directory.readFile(RunStateFile.name, limit: 1 << 20) else { return }
        if let lost = RunStateFile(bytes: bytes) {
            Recovery(context: context, lost: lost).mend()
        } else {
            Complaint.say("\(context.directory.path)/\(RunStateFile.name) of an earlier run cannot be understood and is removed")
        }
        removeTemporaries(in: context.directory)
        try? context.directory.unlink(RunStateFile.name)
    }

    /// What a killed process was about to put in place. Housekeeping of an earlier supervisor may still be writing.
    private static func removeTemporaries(in directory: Directory) {
        var abandoned: [String] = []
        try? directory.forEachEntry { name, kind throws(SystemError) in
            guard kind == .regular || kind == .symlink, let writer = TemporaryName.writer(name) else { return }
            if writer == Processes.ownID || ProcessTable.startTime(of: writer) == nil {
                abandoned.append(String(decoding: name, as: UTF8.self))
            }
        }
        for name in abandoned { try? directory.unlink(name) }
    }

    private func mend() {
        let wasKilled = endProcesses()
        // The record is the last thing that a run writes before it removes its state.
        if let last = try? RunHistory.last(in: directory, where: { $0.kind == .run }), last.id == lost.id { return }
        let now = SystemClock.wall(utc: context.settings.utc)
        let written = logEnd()
        let end = LostRun.end(logEnd: written)
        if end == nil, let log = lost.log { appendResult(to: log, now, killed: wasKilled) }
        let status = end?.status ?? .failed
        let hasLog = lost.log.map { (try? directory.status(of: $0)) != nil } ?? false
        if hasLog, let log = lost.log { try? directory.replaceLink(LinkName.last(status), to: log) }
        let health = end.map(\.health) ?? LostRun.healthText(lost, now: now)
        try? directory.replaceFile(
            FileName.health, with: health.map { Array("\($0)\n".utf8) } ?? [], mode: context.access.mode,
            group: context.access.group, sync: true)
        let record = record(status, end?.text ?? LostRun.text, end: now, hasLog: hasLog)
        try? RunHistory.append(record, in: directory, mode: context.access.mode, group: context.access.group)
        if end == nil { tell(record, health: health, lastLines: RunReport.lines(ofLogEnd: written)) }
    }

    /// Hands the news to a courier, whose answers are waited for at the end of the run that begins now.
    private func tell(_ record: RunRecord, health: String?, lastLines: [String]) {
        guard context.settings.notify.hasAny, let base = try? BaseDirectory.path(option: context.settings.basedir) else { return }
        let notifier = Notifier(context, base: base, runID: lost.id, start: record.start)
        notifier.report.take(lost)
        notifier.runEnded(LostRun.outcome(health: health), record: record, facts: JournalFacts(), lastLines: lastLines, isFollowed: true)
        context.earlier.append(notifier)
    }

    /// Processes are looked for by the run's id in their environment, and only where its process ids mean anything.
    /// Returns how many there were.
    private func endProcesses() -> Int {
        guard lost.host == Processes.hostName, lost.bootID == Processes.bootID, lost.pidNamespace == Processes.pidNamespace
        else { return 0 }
        let result = ProcessTable.endAll(withCookie: "SISYPHUS_RUN_ID=\(lost.id)", graceMicroseconds: 500_000)
        if !result.left.isEmpty {
            Complaint.say("processes of an earlier run could not be ended: \(ProcessList(result.left).text)")
        }
        return result.found
    }

    private func logEnd() -> [UInt8] {
        guard let log = lost.log, let end = try? directory.readEnd(of: log, limit: 64 << 10) else { return [] }
        return end
    }

    /// Only the log that the state names is touched: marking every log without a result would renew their times and stop their
    /// removal.
    private func appendResult(to log: String, _ now: Timestamp, killed: Int) {
        let journal = Journal(JournalSettings(context.settings, supervisorPID: Processes.ownID))
        let output = RenderedOutput(format: context.settings.logformat)
        journal.add(output)
        let elapsed = lost.start.map { max(0, now.microseconds - $0.microseconds) } ?? 0
        let text = killed > 0 ? "\(LostRun.text); \(killed) \(killed == 1 ? "process of it was" : "processes of it were") ended now" : LostRun.text
        journal.log(text, tags: ["sisyphus", "result", "fail", "lost"], as: .parent, at: Stamp(time: now, elapsed: elapsed))
        do {
            let fd = try directory.openFile(log, File.writeOnly | File.append | File.noFollow | File.nonBlocking)
            defer { File.close(fd) }
            guard try File.status(fd, name: log).kind == .regular else { return }
            // A line that the kill cut short must not swallow ours.
            let isCut = logEnd().last.map { $0 != UInt8(ascii: "\n") } ?? false
            let text = (isCut ? [UInt8(ascii: "\n")] : []) + Array(output.pending.bytes)
            guard let encoder = Iconv.needed(for: context.settings) else { return try File.writeAll(fd, text, name: log) }
            // The mark of the byte order stands at the beginning of the log already.
            _ = encoder.encode(Array("\n".utf8))
            try File.writeAll(fd, encoder.encode(text), name: log)
        } catch {
            // No log was made before the run was killed, or it was removed: the record tells all the same.
        }
    }

    private func record(_ status: Status, _ reason: String, end: Timestamp, hasLog: Bool) -> RunRecord {
        var record = RunRecord(id: lost.id, start: lost.start ?? end, end: end, status: status)
        record.project = context.settings.projectname
        record.job = JobDirectory.name(context.settings)
        record.reason = reason
        record.log = hasLog ? lost.log : nil
        return record
    }
}
