import Glibc
import Sisyphus

/// Writes its log to further places; the first argument of each is a file below `PROBE_DIR`.
final class DestinationsJob: ProbeJob {
    /// Picks lines and hands them on.
    final class Warnings: JobLogger {
        let name = "<warnings>"
        let file = FileLogger(place("warnings.log"), template: "<?print line?>!")
        func open(_ job: Job) { file.open(job) }
        func log(_ entry: LogEntry) { if entry.tags.contains("warning") { file.log(entry) } }
        func close(_ status: Status) -> Bool { file.close(status) }
    }

    override init() {
        super.init()
        add(FileLogger(place("all.json"), format: .json))
        add(StreamLogger(2, template: "<?print line?>"))
        add(LinkLogger(place("last_good"), on: [.successful]))
        add(LinkLogger("last_bad", on: [.failed, .timeout]))
        add(LinkLogger("each"))
        add(Warnings())
    }

    override func notifystart() {
        for logger in loggers { print(type(of: logger), logger.name.split(separator: "/").last.map(String.init) ?? "") }
    }

    override func execute() async throws -> String? {
        log("plain")
        task(type: "outer", name: "a") { log.warning("hot") }
        return getenv("PROBE_NOTHING") == nil ? "done" : nil
    }
}

private func place(_ name: String) -> String { (getenv("PROBE_DIR").map { String(cString: $0) } ?? "/tmp") + "/" + name }

/// Tells further people; what they are is in the environment.
final class ChannelsJob: ProbeJob {
    override class var smtptls: NotifySettings.TLS { .no }

    override init() {
        super.init()
        if let to = value("PROBE_TO") { add(EmailLogger(to: to, from: "second@example.org")) }
        if let channel = value("PROBE_CHANNEL") { add(MattermostLogger(channel: channel)) }
        if let dsn = value("PROBE_DSN") { add(SentryLogger(dsn: dsn, environment: "second")) }
    }

    private func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    override func notifystart() { print(loggers.map(\.name).filter { $0.hasPrefix("<") }) }

    override func execute() async throws -> String? {
        try task(type: "import", name: "a.csv", data: ["size": 3]) {
            log.external("told")
            log.mattermost("posted")
            if value("PROBE_DIE") != nil { exit(9) }
            if value("PROBE_FAIL") != nil { throw ValueError(description: "bad value") }
        }
        return "done"
    }
}

/// Shows what a job knows of itself in each process.
final class FactsJob: ProbeJob {
    override func notifystart() { show("start") }
    override func notifyfinish(_ status: Status, _ result: String) { show("finish") }

    private func show(_ moment: String) {
        let log = logfile?.split(separator: "/").last == nil ? "no log" : "log"
        let url = logfileurl?.hasPrefix("ssh://") == true ? "url" : "no url"
        print(moment, process.map { $0.rawValue } ?? "nothing", starttime == nil ? "not begun" : "begun", endtime == nil ? "running" : "ended", log, url)
    }

    override func execute() async throws -> String? {
        let started = starttime.map { String(Int($0.timeIntervalSince1970)) } ?? ""
        log("\(process?.rawValue ?? "") \(started == "" ? "" : "begun") \(logfile == getenv("SISYPHUS_RUN_LOG").map { String(cString: $0) })")
        return "done"
    }
}

/// Says in its class whom to tell, and, if the environment wants it, in the instance.
final class MailingJob: ProbeJob {
    override class var fromemail: String? { "Jobs <from@example.org>" }
    override class var toemail: String? { "class@example.org" }
    override class var formatemailsubject: String? { "<?print job.jobname?>: <?print status?>" }

    override init() {
        super.init()
        if getenv("PROBE_INSTANCE") != nil { settings.notify.email.toEmail = MailAddress.list("instance@example.org") ?? [] }
    }

    override func execute() async throws -> String? {
        log.email("told")
        return "done"
    }
}
