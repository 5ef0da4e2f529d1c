import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// A start that does not become a run.
enum Skip {
    /// Records the skipped start and returns how the supervisor ends. It prints nothing where nobody sits at a terminal.
    static func record(_ context: JobContext, _ reason: SkipReason, isShown: Bool = true) -> WaitStatus {
        let settings = context.settings
        let now = SystemClock.wall(utc: settings.utc)
        func local(_ moment: Timestamp) -> Timestamp { settings.utc ? moment : SystemClock.local(microseconds: moment.microseconds) }
        var record = RunRecord(id: RunID.new(start: now), start: now, end: now, status: nil)
        record.kind = .skip
        record.project = settings.projectname
        record.job = JobPlace(settings).directoryName
        record.slot = context.slot
        record.reason = reason.word
        record.note = reason.note(local: local)
        if case .running(let holder?) = reason {
            record.note = stuck(holder, in: context.store, now)
            if record.note != nil { SkippedStartAlert(context).tell(holder, now: now) }
        }
        record.surroundings = Surroundings(beginningWith: settings)
        try? context.store.append(record)
        TerminationLog.write(reason.sentence(JobPlace(settings), now: now, local: local))
        // Who sits at a terminal does not look into the records.
        if isShown, Terminal.isTerminal(2) { Complaint.say(reason.sentence(JobPlace(settings), now: now, local: local)) }
        return .exited(settings.skipStatus)
    }

    /// The same of a start that was asked to end while it waited for something.
    static func recordInterrupted(_ context: JobContext, _ signal: Int32) -> WaitStatus {
        _ = record(context, .interrupted(signal), isShown: false)
        return .signalled(signal)
    }

    /// The same of a start that finds the job running.
    ///
    /// - Throws: `StartFailure` 64 if the name was derived from the command and the job that runs is another command: a quiet
    ///   skip would hide that one of the two never runs.
    ///
    /// - Parameter holder: who holds the lock; `nil`: a run of which only `run.state` tells, or nobody can tell.
    static func recordRunning(_ context: JobContext, _ holder: LockFile.Holder?) throws(StartFailure) -> WaitStatus {
        let (settings, state) = (context.settings, context.store.state())
        guard settings.jobnameIsDerived, holder.map({ !$0.starts(settings.command) }) ?? (state?.program != settings.command) else {
            return record(context, .running(state))
        }
        // What an earlier run has left says nothing of who holds the lock now.
        let isItsState = holder.map { $0.process == state?.supervisor } ?? (state != nil)
        let other = isItsState ? state.map { "another command (\(ShellText.command($0.program)))" } : holder.map { _ in "another command" }
        var failure = StartFailure(
            "the job name \"\(settings.jobname)\" was derived from the command, and a job of this name is running "
                + "\(other ?? "what nobody can tell"); give this job a name with -j",
            ExitStatus.usage)
        failure.isNameTaken = true
        throw failure
    }

    /// With `--once-per-slot`, a start whose scheduled moment had a run already; to be called with the lock held.
    /// - Returns: how the supervisor ends; `nil`: there was none.
    static func ofSlot(_ context: JobContext) -> WaitStatus? {
        guard context.settings.scheduling.oncePerSlot, let slot = context.slot else { return nil }
        // Older runs served older moments; no clock is set back by more.
        let horizon = slot.microseconds - 2 * 86_400_000_000
        let newest = try? context.store.lastRecord(context.unwritten) { record in
            record.isRun && (record.slot.map { $0 == slot } ?? (record.start >= slot) || record.start.microseconds < horizon)
        }
        guard let run = newest ?? nil, run.start.microseconds >= horizon else { return nil }
        return record(context, .slot(slot))
    }

    /// A holder that is older than it should be is told in the records, and to people.
    private static func stuck(_ holder: RunStateFile, in store: JobStore, _ now: Timestamp) -> String? {
        guard case .alive = HealthQuestion.judge(holder) else { return nil }
        return StuckRun.text(holder, usual: (try? RecordTail(in: store.directory))?.usual, now: now)
    }
}
