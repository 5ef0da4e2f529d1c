import SisyphusCore
public import SisyphusSchedule
public import SisyphusUnix

/// Which scheduled moment a start is for, and where the schedule is kept.
enum ScheduledStart {
    /// The moment that a start is for; `nil`: it is for none.
    /// - Parameter start: when it happened; `nil`: now.
    static func slot(_ scheduling: ScheduleSettings, in store: JobStore, at start: Timestamp? = nil) -> Timestamp? {
        if let slot = scheduling.slot { return slot }
        // systemd.exec(5): when the timer elapsed that started this unit.
        let trigger = Environment.value(of: "TRIGGER_TIMER_REALTIME_USEC").flatMap { Int64($0) }.map { SystemClock.local(microseconds: $0) }
        if trigger == nil, Environment.value(of: "KUBERNETES_SERVICE_HOST") != nil, let minute = CronJobPod.minute(host: Processes.hostName) {
            return SystemClock.local(microseconds: minute * 60_000_000)
        }
        if trigger == nil, let id = Environment.value(of: "NOMAD_JOB_ID"), let seconds = PeriodicJob.seconds(id: id) {
            return SystemClock.local(microseconds: seconds * 1_000_000)
        }
        if let trigger {
            // Persistent= starts later what the machine slept through, and timers may be late on purpose.
            let known = scheduling.schedule.map { ($0, ZoneFiles.zone(of: scheduling)) } ?? kept(in: store).map { ($0.schedule, ZoneFiles.zone(of: $0)) }
            return known.flatMap { KeptSchedule.slot(of: $0, at: trigger, in: $1, within: .max) } ?? trigger
        }
        return scheduling.schedule.flatMap { KeptSchedule.slot(of: $0, at: start ?? SystemClock.wall(), in: ZoneFiles.zone(of: scheduling)) }
    }

    /// The moment that a run was for, once it is over. A start goes by the crontabs as they were read last; a line that is new or has changed since
    /// has another moment, or one at all, only now.
    static func slot(of run: Run) -> Timestamp? {
        let context = run.context
        var scheduling = context.settings.scheduling
        guard context.settings.shellUse.line != nil, scheduling.schedule == nil || scheduling.isFound, !context.settings.repeats else { return context.slot }
        scheduling.schedule = nil
        if let (schedule, entry) = context.crontabLine { (scheduling.schedule, scheduling.zone) = (schedule, entry.zone) }
        let waited = [context.jitter, context.lockWait, context.fleetWait, context.groupWait].reduce(0) { $0 + ($1 ?? 0) }
        return slot(scheduling, in: context.store, at: Timestamp(microseconds: run.clock.start.microseconds - waited))
    }

    /// Keeps the schedule in the job's directory for those who look. One that no start brings any more is forgotten, unless a person starts the job by hand.
    ///
    /// Crontabs and timers are asked here, when the job is over: that may take a while, and no start waits for it.
    static func keep(after run: Run) {
        let context = run.context
        // One that starts itself again knows when.
        guard !context.settings.repeats else { return }
        let found: KeptSchedule?
        // What is known stays where nobody answers.
        do throws(SystemError) { found = try self.found(context, since: run.clock.start) } catch { return }
        guard var kept = found else {
            if !context.caller.stdoutIsTerminal { forget(context.store) }
            return
        }
        kept.grace = context.settings.scheduling.overdueGrace
        keep(kept, in: context.store)
    }

    /// Keeps when a job that runs again and again will do so: what nobody started then, its process being gone, is overdue.
    static func keep(_ next: NextStart, in store: JobStore, since start: Timestamp) {
        keep(KeptSchedule(.once(next.until.seconds), zone: nil, source: "--repeat", since: start), in: store)
    }

    private static func keep(_ schedule: KeptSchedule, in store: JobStore) {
        var (new, known) = (schedule, kept(in: store))
        if let known, known.schedule == new.schedule, known.zone == new.zone { new.since = known.since }
        if new != known { try? store.replace(JobFile.schedule, new.bytes) }
    }

    static func forget(_ store: JobStore) { try? store.directory.unlink(JobFile.schedule) }

    static func kept(in store: JobStore) -> KeptSchedule? { store.read(JobFile.schedule, limit: 64 << 10).flatMap { KeptSchedule(bytes: $0) } }

    private static func found(_ context: JobContext, since start: Timestamp) throws(SystemError) -> KeptSchedule? {
        let settings = context.settings
        if let schedule = settings.scheduling.schedule, !settings.scheduling.isFound {
            return KeptSchedule(schedule, zone: settings.scheduling.zone, source: "--schedule", since: start)
        }
        guard settings.shellUse.line != nil else { return try SystemdUnit.timer(since: start) }
        // The next run of the line is one of the job that it names then.
        guard let (schedule, entry) = context.crontabLine, !settings.jobnameIsDerived || entry.name == settings.jobname else { return nil }
        return KeptSchedule(schedule, zone: entry.zone, source: entry.source, since: start)
    }
}

extension ZoneFiles {
    static func zone(of scheduling: ScheduleSettings) -> ZoneRules {
        (scheduling.schedule?.zone ?? scheduling.zone).flatMap(ZoneFiles.zone) ?? ZoneFiles.local()
    }

    /// The zone in which a kept schedule counts.
    public static func zone(of kept: KeptSchedule) -> ZoneRules { (kept.schedule.zone ?? kept.zone).flatMap(ZoneFiles.zone) ?? ZoneFiles.local() }
}
