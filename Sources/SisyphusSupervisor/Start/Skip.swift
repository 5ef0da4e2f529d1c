import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// A start that finds the job running.
enum Skip {
    /// Records the skipped start and returns how the supervisor ends.
    ///
    /// - Throws: `StartFailure` 64 if the name was derived from the command and the job that runs is another command: a quiet
    ///   skip would hide that one of the two never runs.
    static func record(_ context: JobContext) throws(StartFailure) -> Outcome.Exit {
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
        append("another run is alive" + (stuck.map { "; \($0)" } ?? ""), at: now, context)
        if let holder, stuck != nil { StuckRunAlert(context).tell(holder, now: now) }
        return .status(settings.skipStatus)
    }

    /// With `--once-per-slot`, a start whose scheduled moment had a run already; to be called with the lock held.
    /// - Returns: how the supervisor ends; `nil`: there was none.
    static func ofSlot(_ context: JobContext) -> Outcome.Exit? {
        guard context.settings.scheduling.oncePerSlot, let slot = context.slot else { return nil }
        // The record of a run that was lost does not know its slot.
        let isServed = { (record: RunRecord) in record.kind == .run && (record.slot.map { $0 == slot } ?? (record.start >= slot)) }
        guard context.store.newestRecords().contains(where: isServed) else { return nil }
        append("the scheduled moment \(slot.textWithZone) had a run already", at: SystemClock.wall(utc: context.settings.utc), context)
        return .status(context.settings.skipStatus)
    }

    private static func append(_ reason: String, at now: Timestamp, _ context: JobContext) {
        var record = RunRecord(id: RunID.new(start: now), start: now, end: now, status: nil)
        record.kind = .skip
        record.project = context.settings.projectname
        record.job = JobPlace(context.settings).directoryName
        record.slot = context.slot
        record.reason = reason
        try? context.store.append(record)
    }

    /// A skip prints nothing, so a holder that is older than it should be is told in the records, and to people.
    private static func stuck(_ holder: RunStateFile, in store: JobStore, _ now: Timestamp) -> String? {
        guard case .alive = HealthQuestion.judge(holder) else { return nil }
        let times = store.newestRecords().reversed().filter(\.isGood).compactMap(\.elapsed)
        return StuckRun.text(holder, usual: UsualDuration(times), now: now)
    }
}
