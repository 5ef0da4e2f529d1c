import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What a start does about a run that was killed together with its supervisor: ends what is left of it, marks its log as
/// lost, and sets link, health and record accordingly. What it was preparing is removed by the next housekeeping.
///
/// Must be called with the lock held: then nothing of the run that is found can be alive by right.
struct Recovery {
    private let context: JobContext
    private let lost: RunStateFile

    private var store: JobStore { context.store }

    /// Mends what is found; does nothing if the last run was closed.
    static func run(_ context: JobContext) {
        let store = context.store
        let bytes: [UInt8]
        do throws(SystemError) {
            guard let found = try store.directory.readFile(JobFile.state, limit: 4 << 20) else { return }
            bytes = found
        } catch {
            return context.complain("\(error); what an earlier run has left is not mended, and nobody is told of it")
        }
        if let lost = RunStateFile(bytes: bytes) {
            context.unwritten = lost.unwritten
            _ = context.appendWaiting()
            if lost.ended == nil, lost.waiting?.isBetweenRuns != true { Recovery(context: context, lost: lost).mend() }
        } else {
            context.complain("\(store.path(of: JobFile.state)) of an earlier run cannot be understood and is removed")
        }
        if context.unwritten.isEmpty { try? store.removeState() }
    }

    private func mend() {
        let wasKilled = endProcesses()
        // The state is the last thing that a run removes, when a courier has what is to be told.
        var unread: SystemError?
        do throws(SystemError) {
            if let last = try store.lastRecord(where: { $0.isRun }), last.id == lost.id {
                return tell(last, LostRun.outcome(of: last), lastLines: RunReport.lines(ofLogEnd: logEnd()))
            }
        } catch {
            unread = error
        }
        let now = SystemClock.wall(utc: context.settings.utc)
        let written = logEnd()
        let end = LostRun.end(logEnd: written)
        if end == nil, let log = lost.log { appendResult(to: log, now, killed: wasKilled) }
        let status = end?.status ?? .failed
        let hasLog = lost.log.map { (try? store.directory.status(of: $0)) != nil } ?? false
        let health = end.map(\.health) ?? LostRun.healthText(lost, now: now)
        do throws(SystemError) {
            if hasLog, let log = lost.log { try store.link(status, to: log) }
        } catch {
            if !error.isUnsupportedLink { context.complain("\(error)") }
        }
        do throws(SystemError) {
            try store.writeHealth(health, sync: true)
        } catch {
            context.complain("\(error)")
        }
        var record = record(status, end?.text ?? LostRun.text, end: now, hasLog: hasLog)
        if end == nil { record.kind = .lost }
        let lastLines = RunReport.lines(ofLogEnd: written)
        record.lastLines = RunRecord.lastLines(LoggedLine.printed(lastLines))
        (record.exitCode, record.signal) = (end?.exitCode, end?.signal)
        if unread != nil { context.keep(record) } else { unread = context.append(record) }
        if let unread { context.complain("\(unread); the record of the lost run is written by a later start") }
        tell(record, end == nil ? LostRun.outcome(health: health) : LostRun.outcome(of: record), lastLines: lastLines)
    }

    /// Hands the news to a courier, whose answers are waited for at the end of the run that begins now. Nobody is told of a run whose end had been judged
    /// before it was killed.
    private func tell(_ record: RunRecord, _ outcome: Outcome?, lastLines: [String]) {
        guard context.settings.notify.hasAny, let outcome, NotifyFiles(store: store).log().judged != lost.id,
            let base = try? BaseDirectory.path(option: context.settings.basedir)
        else { return }
        let notifier = Notifier(context, base: base, runID: lost.id, start: record.start)
        notifier.report.take(lost)
        var facts = JournalFacts()
        facts.lines = Int(record.lines ?? 0)
        notifier.runEnded(outcome, record: record, facts: facts, lastLines: lastLines, isFollowed: true)
        context.earlier.append(notifier)
    }

    /// Processes are looked for by the run's id in their environment, and only where its process ids mean anything.
    /// Returns how many there were.
    private func endProcesses() -> Int {
        guard lost.host == Processes.hostName, lost.bootID == Processes.bootID, lost.pidNamespace == Processes.pidNamespace
        else { return 0 }
        let result = ProcessTable.endAll(
            withCookie: "SISYPHUS_RUN_ID=\(lost.id)", signal: context.settings.killSignal, graceMicroseconds: context.settings.killGrace.microseconds)
        if let group = lost.controlGroup { ControlGroup.end(group) }
        if !result.left.isEmpty {
            context.complain("processes of an earlier run could not be ended: \(ProcessList(result.left).text)")
        }
        return result.found
    }

    private func logEnd() -> [UInt8] {
        guard let log = lost.log, let end = try? store.directory.readEnd(of: log, limit: 64 << 10) else { return [] }
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
            let file = try store.directory.openFile(log, File.writeOnly | File.append | File.nonBlocking)
            guard try file.status().kind == .regular else { return }
            // A line that the kill cut short must not swallow ours.
            let isCut = logEnd().last.map { $0 != UInt8(ascii: "\n") } ?? false
            let text = (isCut ? [UInt8(ascii: "\n")] : []) + Array(output.pending.bytes)
            guard let encoder = Iconv.needed(for: context.settings) else { return try file.writeAll(text) }
            // The mark of the byte order stands at the beginning of the log already.
            _ = encoder.encode(Array("\n".utf8))
            try file.writeAll(encoder.encode(text))
        } catch {
            // No log was made before the run was killed, or it was removed: the record tells all the same.
            if !error.isMissing { context.complain("\(error); the log \(log) does not say how its run ended") }
        }
    }

    private func record(_ status: Status, _ reason: String, end: Timestamp, hasLog: Bool) -> RunRecord {
        var record = RunRecord(id: lost.id, start: lost.start ?? end, end: end, status: status)
        record.project = context.settings.projectname
        record.job = JobPlace(context.settings).directoryName
        record.reason = reason
        record.slot = lost.slot
        record.log = hasLog ? lost.log : nil
        record.pid = lost.job
        (record.surroundings.host, record.surroundings.boot) = (lost.host, lost.bootID)
        record.surroundings.argv = Surroundings.words(of: lost.program)
        return record
    }
}
