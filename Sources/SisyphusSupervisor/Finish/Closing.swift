import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// What one run came to.
struct RunResult {
    var outcome: Outcome
    /// Microseconds.
    var elapsed: Int64
    /// The signal that asks the supervisor to end, whatever the outcome.
    var stopSignal: Int32?
    /// Whether a job in this process still works, or is ending the process: then nothing else can be run in it.
    var isStuck = false
}

/// The end of a run: result line, link, health, record, what people are told, in this order, so that whatever a kill leaves undone the next start
/// can tell.
extension Run {
    func close() -> RunResult {
        context.progress?.end()
        context.progress = nil
        context.library?.inProcess?.end()
        guard let ending else { fatalError("a run is closed before it has ended") }
        let stamp = clock.stamp
        closeOutputs(at: stamp)
        if let log, log.isEncoding { log.flush(now: stamp.elapsed) }
        journal.openGateForErrors(at: stamp)
        let exception = exception(after: ending, journal.facts)
        noteUnusuallyShort(ending, at: stamp)
        noteUnusualMetrics(ending, at: stamp)
        if let use = controlGroup?.use, use.tasksRefused > 0, let limit = context.settings.limits.tasksMax {
            say(.tasksRefused(use.tasksRefused, limit: limit), at: stamp)
        }
        let facts = journal.facts
        let outcome = judge(ending, facts, exception)
        journal.endTasks()
        showTitle("Finishing")
        writeResult(outcome, facts, at: stamp)
        let isKept = outcome.status != .uneventful
        log?.finishWriting(now: stamp.elapsed, keeps: isKept)
        let record = record(outcome, ending, isKept: isKept, at: stamp)
        commit(outcome, record, isKept: isKept)
        let earlier = besideEarlierRuns(outcome, at: stamp)
        notifier?.report.earlierRuns = earlier
        notifier?.report.trace = journal.trace
        notifier?.runEnded(outcome, record: record, facts: facts, lastLines: journal.lastLines.lines, exception: outcome.status == .failed ? exception : nil)
        controlGroup?.remove()
        // Not before: who finds it knows that people may not have been told.
        files.removeState()
        complain()
        context.library?.delegate.runEnded(outcome.status, outcome.text, keepsLog: isKept)
        context.library?.observers.forEach { $0.runEnded(outcome.status) }
        report(outcome, earlier, at: stamp)
        stopQuestion = nil
        TerminationLog.write(outcome.line, lines: outcome.status.isGood ? [] : journal.lastLines.lines)
        return RunResult(
            outcome: outcome, elapsed: stamp.elapsed, stopSignal: ending.stopSignal,
            isStuck: context.library?.inProcess != nil && (!inProcess.hasEnded || inProcess.isDying))
    }

    /// Nothing is read any more.
    func closeOutputs(at stamp: Stamp) {
        typing = nil
        for output in outputs where output.fd != nil {
            output.close()
            journal.end(of: output.stream, at: stamp)
        }
    }

    /// What the run, or a try of it, that ended like this failed by.
    func exception(after ending: Termination, _ facts: JournalFacts) -> JobException? {
        let crash = ending.isSignalled ? context.library?.inProcess.map { journal.crash(saying: $0.lastWords) } ?? journal.crash : nil
        return ending.isFailure || facts.hasStatedFailure ? crash ?? journal.exception : nil
    }

    /// A run that ends well far too soon may not have done what it is for. Before it is judged, since a warning is something that happened.
    private func noteUnusuallyShort(_ ending: Termination, at stamp: Stamp) {
        // Records are read only where the last good run was a long one.
        guard context.settings.warnUnusual != .no, let last = lastEnds.lastGoodTime, last >= UsualDuration.least, stamp.elapsed < last / 5,
            judge(ending, journal.facts, nil).status.isGood, let usual = context.tail?.usual,
            let shortest = usual.shortest, stamp.elapsed < shortest
        else { return }
        say(.unusuallyShort(stamp.elapsed, usual), at: stamp)
    }

    /// The same of the numbers that the job told.
    private func noteUnusualMetrics(_ ending: Termination, at stamp: Stamp) {
        guard context.settings.warnUnusual != .no, !journal.facts.metrics.isEmpty || lastEnds.lastGoodHasMetrics,
            judge(ending, journal.facts, nil).status.isGood
        else { return }
        for warning in context.store.usualMetrics(context.unwritten).warnings(about: journal.facts.metrics) { say(warning, at: stamp) }
    }

    func judge(_ ending: Termination, _ facts: JournalFacts, _ exception: JobException?) -> Outcome {
        let outcome = Outcome.judge(ending, facts: facts, settings: context.settings, exception: exception)
        if !outcome.status.isGood, let death = controlGroup?.use.death(since: useBefore, limits: context.settings.limits) { return outcome.killed(death) }
        guard outcome.status.isGood, let checks, let failure = checks.failure(lines: facts.lines - earlierLines, start: clock.start) else { return outcome }
        return .unchecked(failure)
    }

    private func writeResult(_ outcome: Outcome, _ facts: JournalFacts, at stamp: Stamp) {
        if outcome.status.isGood && !facts.undelayed {
            journal.discardDelayed()
        } else {
            journal.openGate(at: stamp)
        }
        // Ends that the job brought about are told in its name, those that we brought about in ours.
        let isOurs = outcome.status == .interrupted || outcome.status == .timeout || jobPID == nil
        var tags = ["sisyphus", "result", outcome.verdict.rawValue]
        if outcome.lostLock { tags.append("lost") }
        journal.log(
            outcome.line, tags: tags, as: isOurs ? .parent : .child, at: stamp)
        journal.finish(at: stamp)
        // Delayed lines of our own that come after the end (housekeeping) have nothing to wait for.
        journal.openGate(at: stamp)
    }

    private func commit(_ outcome: Outcome, _ record: RunRecord, isKept: Bool) {
        if isKept, let name = log?.nameAtEnd { files.linkLast(outcome.status, to: name) }
        files.writeHealth(outcome.health, sync: isKept)
        files.append(record)
        if !isKept, let log { files.remove(log) }
    }

    /// Says what went wrong with files.
    private func complain() {
        files.complain(diskIsKnown: log?.failed ?? false)
        switch log?.fate {
        case nil: break
        case .deleted: context.complain("the log \(log?.path ?? "") was deleted during the run")
        case .renamed(let path):
            context.complain("the log \(log?.path ?? "") was renamed during the run; \(path.map { "it is \($0) now" } ?? "nobody knows where it is now")")
        }
        if !context.store.directory.isInPlace { context.complain("the directory \(context.store.directory.path) was removed or renamed during the run") }
        if let log, log.lost > 0 {
            context.complain("\(grouped(log.lost)) bytes of the log \(log.path) are lost")
        }
    }

    private func record(_ outcome: Outcome, _ ending: Termination, isKept: Bool, at stamp: Stamp) -> RunRecord {
        var record = RunRecord(id: id, start: clock.start, end: stamp.time, status: outcome.status)
        let facts = journal.facts
        record.project = context.settings.projectname
        record.job = JobPlace(context.settings).directoryName
        record.reason = outcome.text
        record.slot = ScheduledStart.slot(of: self)
        record.summary = facts.result.flatMap { $0.isEmpty ? nil : $0 }
        switch ending.cause {
        case .exited(.exited(let code)): record.exitCode = code
        case .exited(.signalled(let signal)): record.signal = signal
        case .interrupted(let signal): record.signal = signal
        default: break
        }
        record.elapsed = stamp.elapsed
        let usage = retries.isOn ? earlierUsage + usage : usage
        if retries.isOn { record.tries = retries.attempt }
        record.userTime = usage.userMicroseconds
        record.systemTime = usage.systemMicroseconds
        record.peakMemory = usage.maxResidentKiB
        record.lines = Int64(facts.lines)
        record.bytes = Int64(facts.bytes)
        if let log { record.dropped = Int64(log.lost + log.output.leftOut.bytes) }
        record.copyDropped = context.dropped.isEmpty ? nil : context.dropped.reduce(0) { $0 + Int64($1.count) }
        // Of those that were to be killed some may have survived: they are counted once.
        record.leftovers = Int64(max(ending.leftovers.count, ending.survivors.count))
        record.skips = files.countSkips()
        record.metrics = facts.metrics
        record.degraded = outcome.isDegraded || facts.exceptions > 0
        record.log = isKept ? log?.nameAtEnd : nil
        record.pid = jobPID
        record.warnings = Int64(facts.warningsOfOurs)
        record.exceptions = Int64(facts.exceptions)
        record.lastLines = RunRecord.lastLines(journal.lastLines.lines)
        (record.read, record.written, record.switches) = (usage.read, usage.written, usage.switches)
        record.limitsHit = ending.limitsHit + (log.map { $0.output.leftOut.bytes > 0 } == true ? ["maxlogsize"] : [])
        (record.fleetWait, record.lock, record.fence) = (context.fleetWait, context.fleet?.key, context.fleet?.fence)
        (record.lockWait, record.jitter, record.groupWait) = (context.lockWait, context.jitter, context.groupWait)
        let around = around ?? lookAround()
        record.use = controlGroup?.use
        if !outcome.status.isGood { record.oomKills = record.use?.oomKills ?? around.newOOMKills }
        if record.use?.memoryRefused ?? 0 > 0, record.use?.oomKills ?? 0 > 0 { record.limitsHit.append("memory-max") }
        if record.use?.tasksRefused ?? 0 > 0 { record.limitsHit.append("tasks-max") }
        record.surroundings = around.surroundings(hiding: context.secretVariables)
        return record
    }

    private func report(_ outcome: Outcome, _ earlier: [String], at stamp: Stamp) {
        let settings = context.settings
        let hasChannel = notifier?.tellsPeople == true && settings.notify.off.isEmpty
        guard ReportBlock.isDue(outcome, settings: settings, hasChannel: false) else { return }
        let lines = plainCopies == nil ? journal.lastLines.lines : []
        let path = log?.pathAtEnd
        var text = ReportBlock(outcome: outcome, settings: settings, start: clock.start, elapsed: stamp.elapsed, log: path, lines: lines).text
        if !earlier.isEmpty { text += "beside earlier runs:\n" + earlier.map { "  \($0)\n" }.joined() }
        if ReportBlock.isDue(outcome, settings: settings, hasChannel: hasChannel) { reportText = text } else { notifier?.hold(text) }
    }

    /// Has the page of all jobs renewed. To be called without the lock, since what this starts looks at the record.
    func renewStatusPage() {
        guard let trouble = context.statusPage.renew(context) else { return }
        say(trouble, tags: ["sisyphus", "warning"], at: clock.stamp)
        context.complain(trouble)
    }

    /// Shows what people are told on standard error. To be called without the lock, so that nobody waits for a terminal that takes nothing.
    func showReport() {
        flush(at: clock.stamp)
        // What the copies still hold belongs before it.
        context.letReadersTakeTheRest(limit: 1_000_000)
        if let reportText { context.report(reportText) }
        reportText = nil
    }

    /// Waits for the couriers and logs what became of the notifications. To be called without the lock, so that nobody waits for a mail server.
    ///
    /// - Parameter due: when this process runs the job again (microseconds of the monotonic clock): that does not wait either, and a courier that is not ready goes
    ///   on beside it.
    func tell(stopSignal: Int32?, until due: Int64? = nil) {
        guard notifier != nil || !context.earlier.isEmpty else { return }
        showTitle("Telling")
        // Somebody wants this process to end.
        let end = stopSignal == nil ? due : SystemClock.monotonicMicroseconds() + 3_000_000
        let all = context.earlier + [notifier].compactMap { $0 }
        for one in all.dropLast(Self.mostCouriers) { one.giveUp() }
        context.earlier = all.filter { one in
            let isDone = one.waitForDeliveries(until: end, isLast: stopSignal != nil || due == nil, signals: context.signals)
            for sentence in one.takeSentences() {
                say(sentence.text, tags: ["sisyphus", "report"] + (sentence.isGood ? [] : ["error"]), at: clock.stamp)
                // Where the disk is full the spool is too.
                if !sentence.isGood, log?.failed ?? false { context.complain(sentence.text) }
            }
            if isDone, let block = one.takeBlock() { context.report(block) }
            return !isDone
        }
    }

    /// Of a job that runs again and again.
    private static var mostCouriers: Int { 4 }

    /// Writes what was said after the end (housekeeping) and closes what is open.
    func leave() {
        sayGivenUp(at: clock.stamp)
        for (reader, count) in context.dropped { say(.dropped(count, reader: reader), at: clock.stamp) }
        context.forgetDropped()
        log?.flush(now: clock.now)
        log?.close()
        for log in extraLogs {
            log.flush(now: clock.now)
            let lost = log.lost + log.output.pending.count
            if lost > 0 { context.complain("\(grouped(lost)) bytes for \(log.path) are lost") }
            log.close()
        }
    }
}
