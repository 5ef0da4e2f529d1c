import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// A start that finds the job running.
enum Skip {
    /// Records the skipped start and returns how the supervisor ends.
    ///
    /// - Throws: `StartFailure` 64 if the name was derived from the command and the job that runs is another command: a quiet
    ///   skip would hide that one of the two never runs.
    static func record(_ context: JobContext) throws(StartFailure) -> WaitStatus {
        let (store, settings) = (context.store, context.settings)
        let holder = store.state()
        if settings.jobnameIsDerived, let holder, holder.program != settings.command {
            throw StartFailure(
                "the job name \"\(settings.jobname)\" was derived from the command, and a job of this name is running "
                    + "another command (\(ShellText.command(holder.program))); give this job a name with -j",
                ExitStatus.usage)
        }
        let now = SystemClock.wall(utc: settings.utc)
        let stuck: String? = if let holder { Self.stuck(holder, in: store, now) } else { nil }
        append("running", note: stuck, at: now, context)
        // Who sits at a terminal does not look into the records.
        if Terminal.isTerminal(2) { Complaint.say(sentence(JobPlace(settings), holder, now)) }
        if let holder, stuck != nil { StuckRunAlert(context).tell(holder, now: now) }
        return .exited(settings.skipStatus)
    }

    /// Why nothing was started, for people.
    private static func sentence(_ place: JobPlace, _ holder: RunStateFile?, _ now: Timestamp) -> String {
        var text = "the \(place) is running already"
        if let pid = holder?.supervisor?.pid { text += ", as process \(pid)" }
        if let start = holder?.start {
            text += " since \(start.logText) (\(TimeSpanText.words(microseconds: now.microseconds - start.microseconds)))"
        }
        return text + "; this start is skipped (--overlap wait would wait for its end)"
    }

    /// With `--once-per-slot`, a start whose scheduled moment had a run already; to be called with the lock held.
    /// - Returns: how the supervisor ends; `nil`: there was none.
    static func ofSlot(_ context: JobContext) -> WaitStatus? {
        guard context.settings.scheduling.oncePerSlot, let slot = context.slot else { return nil }
        // Older runs served older moments; no clock is set back by more.
        let horizon = slot.microseconds - 2 * 86_400_000_000
        let newest = try? context.store.lastRecord { record in
            record.isRun && (record.slot.map { $0 == slot } ?? (record.start >= slot) || record.start.microseconds < horizon)
        }
        guard let run = newest ?? nil, run.start.microseconds >= horizon else { return nil }
        append("slot served", note: "the scheduled moment \(slot.textWithZone) had a run already", at: SystemClock.wall(utc: context.settings.utc), context)
        return .exited(context.settings.skipStatus)
    }

    private static func append(_ reason: String, note: String?, at now: Timestamp, _ context: JobContext) {
        var record = RunRecord(id: RunID.new(start: now), start: now, end: now, status: nil)
        record.kind = .skip
        record.project = context.settings.projectname
        record.job = JobPlace(context.settings).directoryName
        record.slot = context.slot
        record.reason = reason
        record.note = note
        record.surroundings = Surroundings(beginningWith: context.settings)
        try? context.store.append(record)
    }

    /// A skip prints nothing, so a holder that is older than it should be is told in the records, and to people.
    private static func stuck(_ holder: RunStateFile, in store: JobStore, _ now: Timestamp) -> String? {
        guard case .alive = HealthQuestion.judge(holder) else { return nil }
        return StuckRun.text(holder, usual: (try? RecordTail(in: store.directory))?.usual, now: now)
    }
}
