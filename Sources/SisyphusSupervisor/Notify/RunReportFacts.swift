import SisyphusCore
import SisyphusNotify
import SisyphusUnix

extension RunReport {
    /// What is known at the start.
    init(_ settings: RunSettings, id: String, start: Timestamp) {
        self.init()
        project = settings.projectname
        job = settings.jobname
        identifier = settings.identifier
        self.id = id
        command = RunReport.shown(command: settings.command)
        let facts = HostFacts.read()
        host.name = facts.name
        host.ip = facts.ip
        host.system = facts.system
        host.release = facts.release
        host.version = facts.version
        host.machine = facts.machine
        user.name = User.name() ?? String(User.effectiveID)
        user.id = User.effectiveID
        user.group = User.groupID
        user.home = User.homeDirectory()
        pid = Processes.ownID
        version = SisyphusVersion.text
        self.start = start
        end = start
    }

    /// Foreign text in one line, as the log shows it.
    static func shown(command: [String]) -> String {
        Sanitizer(escapes: .escape).text(Array(ShellText.command(MaskedCommand.words(command)).utf8.prefix(1000)))
    }

    /// What its state file says of a run that is not our own.
    mutating func take(_ run: RunStateFile) {
        pid = run.supervisor?.pid ?? 0
        command = RunReport.shown(command: run.program)
    }

    /// What is known at the end.
    mutating func take(_ outcome: Outcome, _ record: RunRecord, _ facts: JournalFacts, _ lastLines: [String], directory: String) {
        status = outcome.status
        reason = outcome.text
        jobSummary = outcome.summary
        end = record.end
        elapsed = record.elapsed ?? 0
        exitCode = record.exitCode
        signal = record.signal
        lines = facts.lines
        metrics = facts.metrics
        exceptions = facts.exceptions
        self.lastLines = lastLines
        logPath = record.log.map { $0.hasPrefix("/") ? $0 : "\(directory)/\($0)" }
    }
}
