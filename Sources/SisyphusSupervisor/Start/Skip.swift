import SisyphusCore
import SisyphusUnix

/// A start that finds the job running.
enum Skip {
    /// Records the skipped start and returns how the supervisor ends.
    ///
    /// - Throws: `StartFailure` 64 if the name was derived from the command and the job that runs is another command: a quiet
    ///   skip would hide that one of the two never runs.
    static func record(
        in directory: Directory, settings: RunSettings, access: FileAccess, umask: UInt16, signals: SignalReader
    ) throws(StartFailure) -> Outcome.Exit {
        let holder = (try? directory.readFile(RunStateFile.name, limit: 1 << 20)).flatMap { $0 }.flatMap { RunStateFile(bytes: $0) }
        if settings.jobnameIsDerived, let holder, holder.program != settings.command {
            throw StartFailure(
                "the job name \"\(settings.jobname)\" was derived from the command, and a job of this name is running "
                    + "another command (\(holder.program.joined(separator: " "))); give this job a name with -j",
                ExitStatus.usage)
        }
        let now = SystemClock.wall(utc: settings.utc)
        var record = RunRecord(id: RunID.new(start: now), start: now, end: now, status: nil)
        record.kind = .skip
        record.project = settings.projectname
        record.job = JobDirectory.name(settings)
        let stuck = holder.flatMap { stuck($0, in: directory, now) }
        record.reason = "another run is alive" + (stuck.map { "; \($0)" } ?? "")
        try? RunHistory.append(record, in: directory, mode: access.mode, group: access.group)
        if let holder, stuck != nil { StuckRunAlert(directory: directory, settings: settings, access: access, umask: umask).tell(holder, now: now, signals: signals) }
        return .status(settings.skipStatus)
    }

    /// A skip prints nothing, so a holder that is older than it should be is told in the records, and to people.
    private static func stuck(_ holder: RunStateFile, in directory: Directory, _ now: Timestamp) -> String? {
        guard case .alive = HealthQuestion.judge(holder) else { return nil }
        return StuckRun.text(holder, records: RunHistory.newest(in: directory), now: now)
    }
}
