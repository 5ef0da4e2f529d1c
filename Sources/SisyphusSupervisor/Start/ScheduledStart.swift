import SisyphusCore
public import SisyphusSchedule
public import SisyphusUnix

/// Which scheduled moment a start is for, and where the schedule is kept.
enum ScheduledStart {
    /// - Returns: `nil`: it is for none.
    static func slot(_ scheduling: ScheduleSettings, at now: Timestamp) -> Timestamp? {
        if let slot = scheduling.slot { return slot }
        // systemd.exec(5): when the timer elapsed that started this unit.
        if let trigger = Environment.value(of: "TRIGGER_TIMER_REALTIME_USEC").flatMap({ Int64($0) }) {
            let moment = SystemClock.local(microseconds: trigger)
            return scheduling.schedule.flatMap { KeptSchedule.slot(of: $0, at: moment, in: ZoneFiles.zone(of: scheduling)) } ?? moment
        }
        if Environment.value(of: "KUBERNETES_SERVICE_HOST") != nil, let minute = CronJobPod.minute(host: Processes.hostName) {
            return SystemClock.local(microseconds: minute * 60_000_000)
        }
        return scheduling.schedule.flatMap { KeptSchedule.slot(of: $0, at: now, in: ZoneFiles.zone(of: scheduling)) }
    }

    /// Keeps the schedule in the job's directory for those who look. One that no start brings any more is forgotten, unless a person starts the job by hand.
    static func keep(_ context: JobContext, since start: Timestamp) {
        let scheduling = context.settings.scheduling
        guard let schedule = scheduling.schedule else {
            if !context.caller.stdoutIsTerminal { try? context.store.directory.unlink(JobFile.schedule) }
            return
        }
        let known = kept(in: context.store)
        var new = KeptSchedule(schedule, zone: scheduling.zone, source: scheduling.source, since: start)
        if let known, known.schedule == schedule, known.zone == scheduling.zone { new.since = known.since }
        if new != known { try? context.store.replace(JobFile.schedule, new.bytes) }
    }

    static func kept(in store: JobStore) -> KeptSchedule? { store.read(JobFile.schedule, limit: 64 << 10).flatMap { KeptSchedule(bytes: $0) } }
}

extension ZoneFiles {
    static func zone(of scheduling: ScheduleSettings) -> ZoneRules {
        (scheduling.schedule?.zone ?? scheduling.zone).flatMap(ZoneFiles.zone) ?? ZoneFiles.local()
    }

    /// The zone in which a kept schedule counts.
    public static func zone(of kept: KeptSchedule) -> ZoneRules { (kept.schedule.zone ?? kept.zone).flatMap(ZoneFiles.zone) ?? ZoneFiles.local() }
}
