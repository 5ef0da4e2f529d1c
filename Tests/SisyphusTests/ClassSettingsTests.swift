import Glibc
import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import Testing

@testable import Sisyphus

/// A job whose class says something else than usual about everything.
private final class Unusual: Job {
    override class var projectname: String { "P" }
    override class var jobname: String { "J" }
    override class var identifier: String? { "I" }
    override class var basedir: String? { "/base" }
    override class var maxtime: Duration? { .seconds(1) }
    override class var idleTimeout: Duration? { .seconds(2) }
    override class var warntime: Duration? { .seconds(3) }
    override class var killGrace: Duration { .seconds(4) }
    override class var killSignal: Int32 { 2 }
    override class var drain: Duration { .seconds(5) }
    override class var leftover: RunSettings.Leftover { .kill }
    override class var noisykills: Bool { false }
    override class var fork: Bool { false }
    override class var memoryMax: Int? { 64 << 20 }
    override class var memoryHigh: Int? { 32 << 20 }
    override class var tasksMax: Int? { 100 }
    override class var cpuMax: String? { "50%" }
    override class var overlap: RunSettings.Overlap { .wait(nil) }
    override class var skipStatus: Int32 { 1 }
    override class var tty: Bool { true }
    override class var proctitle: Bool { false }
    override class var onlyIf: String? { "ac-power" }
    override class var snapshot: Bool { false }
    override class var keepEnvironment: Bool { true }
    override class var warnUnusual: RunSettings.Unusual { .tell }
    override class var expectOutput: String? { "a" }
    override class var rejectOutput: String? { "b" }
    override class var expectMinLines: Int? { 3 }
    override class var expectFile: String? { "/c" }
    override class var retryCodes: ExitCodes? { ExitCodes([3...3]) }
    override class var jitter: String? { "10m" }
    override class var group: String? { "disk=2" }
    override class var retries: Int { 3 }
    override class var retryDelay: Duration { .seconds(1) }
    override class var retryBackoff: Double { 1.5 }
    override class var retryMaxDelay: Duration? { nil }
    override class var tryMaxtime: Duration? { .seconds(9) }
    override class var repeats: Bool { true }
    override class var nextrun: NextRun? { 6 }
    override class var exitOnError: Bool { true }
    override class var linetags: RunSettings.LineTags { .off }
    override class var tracebacks: Bool { false }
    override class var strictNotify: Bool { true }
    override class var stderr: RunSettings.Stderr { .merge }
    override class var escapes: RunSettings.Escapes { .strip }
    override class var maxline: Int { 1000 }
    override class var log2file: Bool { false }
    override class var log2stdout: RunSettings.StdoutCopy { .yes }
    override class var log2stderr: Bool { true }
    override class var syslog: SyslogFacility? { .cron }
    override class var syslogFormat: RunSettings.SyslogFormat { .local }
    override class var syslogSocket: String { "/log" }
    override class var stdoutPatience: Duration? { .seconds(20) }
    override class var progress: RunSettings.Switch { .no }
    override class var logformat: RunSettings.LogFormat { .json }
    override class var formatlogline: String? { "<?print line?>" }
    override class var encoding: String { "latin1" }
    override class var errors: RunSettings.EncodingErrors { .ignore }
    override class var maxlogsize: Int? { 5000 }
    override class var logMode: UInt16? { 0o640 }
    override class var logGroup: String? { "adm" }
    override class var utc: Bool { true }
    override class var report: RunSettings.Report { .never }
    override class var statusPage: String? { "/srv/jobs.html" }
    override class var keepfilelogs: Duration? { nil }
    override class var compressfilelogs: Duration? { nil }
    override class var compressmode: RunSettings.Compression { .lzma }
    override class var keepruns: Int? { 7 }
    override class var keepsize: Int? { 8 }
    override class var maxhealthcheckage: HealthAge? { 9 }
    override class var tellOn: NotifySettings.TellOn { .every }
    override class var tellAfter: Int { 2 }
    override class var tellRemind: Duration? { nil }
    override class var tellFlapping: Duration? { nil }
    override class var notifyTimeout: Duration { .seconds(3) }
    override class var fromemail: String? { "Jobs <from@example.org>" }
    override class var toemail: String? { "to@example.org, too@example.org" }
    override class var smtphost: String? { "mail.example.org" }
    override class var smtpport: Int { 2525 }
    override class var smtptls: NotifySettings.TLS { .tls }
    override class var smtpuser: String? { "user" }
    override class var smtppassword: String? { "env:PASSWORD" }
    override class var sendmail: String? { "/bin/sendmail" }
    override class var maxemailerrors: Int { 3 }
    override class var email: Bool { false }
    override class var mattermostURL: String? { "https://chat.example.org" }
    override class var mattermostChannel: String? { "channel" }
    override class var mattermostToken: String? { "file:/token" }
    override class var mattermost: Bool { false }
    override class var sentryDSN: String? { "https://key@sentry.example.org/1" }
    override class var sentryEnvironment: String { "test" }
    override class var sentryRelease: String? { "1.0" }
    override class var sentryDebug: Bool { true }
    override class var sentryMonitor: String? { "monitor" }
    override class var sentrySchedule: String? { "*/5 * * * *" }
    override class var sentryMargin: Int? { 1 }
    override class var sentryMaxRuntime: Int? { 2 }
    override class var sentryTimezone: String? { "Europe/Berlin" }
    override class var sentry: Bool { false }
    override class var otlpEndpoint: String? { "https://otlp.example.org" }
    override class var otlpHeaders: String? { "env:OTLP_HEADERS" }
    override class var otlp: Bool { false }
    override class var pingURL: String? { "https://hc.example.org/1" }
    override class var ping: Bool { false }
    override class var pingCreate: Bool { true }
    override class var schedule: String? { "0 5 * * *" }
    override class var oncePerSlot: Bool { true }
    override class var lock: String? { "exec:hold" }
    override class var lockTTL: Duration { .seconds(50) }
    override class var lockCA: String? { "/ca" }
    override class var lockCert: String? { "/cert" }
    override class var lockKey: String? { "/key" }
    override class var lockUser: String? { "u" }
    override class var lockPassword: String? { "p" }
    override class var lockAway: FleetLockSettings.WhenAway { .run }
    override class var onLockLost: FleetLockSettings.WhenLost { .warn }
    override class var overdueGrace: Duration? { .seconds(60) }
    override class var webhookURL: String? { "https://hook.example.org" }
    override class var webhookFormat: NotifySettings.WebhookFormat { .slack }
    override class var webhookSecret: String? { "secret" }
    override class var webhook: Bool { false }
    override class var hook: Bool { false }
    override class var metrics: Bool { false }
    override class var onEvent: String? { "cat" }
    override class var metricsDir: String? { "/metrics" }
    override class var notify: Bool { true }
    override class var notifyCommand: String { "say" }
    override class var formatemailsubject: String? { "subject" }
    override class var formatemailbodytext: String? { "text" }
    override class var formatemailbodyhtml: String? { "html" }
    override class var formatmattermosttitle: String? { "title" }
    override class var formatmattermostmessage: String? { "message" }
}

private final class Further: Job {
    override class var furtherOptions: [String: String] { ["maxline": "300", "smtpport": "26"] }
}

private final class WrongFurther: Job {
    override class var furtherOptions: [String: String] { ["nonsense": "1"] }
}

private final class Elsewhere: Job {
    override func basedir() -> String? { "/elsewhere" }
}

private final class Wrong: Job {
    override class var fromemail: String? { "nobody" }
}

@Suite struct ClassSettingsTests {
    /// Every option that a job has changes something in the settings that a property of the class can change too: an option without a property
    /// fails here.
    @Test func everyOptionHasAProperty() throws {
        let usual = leaves(of: Job().settings)
        let unusual = leaves(of: Unusual().settings)
        let changed = Set(unusual.keys.filter { usual[$0] != unusual[$0] })
        #expect(Unusual().classFlaw == nil)
        // Where the configuration is and what to do instead of running are for the one who starts the job.
        let ofStart: Set<String> = ["config", "healthcheck", "help", "slot"]
        for row in JobOptions.form.options.rows where !ofStart.contains(row.name) {
            var found: Set<String> = []
            for text in samples(row) {
                var settings = Job().settings
                guard (try? JobOptions.table.apply(text, to: row.name, from: .classProperty("test"), settings: &settings)) != nil else { continue }
                let leaves = leaves(of: settings)
                found.formUnion(leaves.keys.filter { leaves[$0] != usual[$0] })
            }
            #expect(!found.isEmpty, "no sample of the test changes what --\(row.name) sets")
            // Channels may have options that only the names of options lead to.
            if Channels.options.contains(where: { $0.name == row.name }), !row.value.hasProperty { continue }
            #expect(found.isSubset(of: changed), "--\(row.name) has no property in ClassSettings")
        }
    }

    /// Instance, configuration, environment, command line: one option of each kind, each place stronger than those before.
    @Test(arguments: [
        ("utc", ["yes", "no", "yes", "no"]), ("log2stdout", ["no", "auto", "yes", "no"]), ("logformat", ["json", "raw", "json", "text"]),
        ("maxtime", ["7", "8", "9", "none"]), ("maxline", ["300", "301", "302", "1KiB"]), ("keepruns", ["2", "3", "4", "none"]),
        ("sentry-environment", ["a", "b", "c", "d"]), ("ping-url", ["https://a/", "https://b/", "https://c/", "env:PING"]),
        ("log-mode", ["0640", "0644", "0604", "0600"]),
    ])
    func theStrongestPlaceWins(_ option: String, _ texts: [String]) throws {
        func applied(_ text: String, to settings: RunSettings) throws -> RunSettings {
            var settings = settings
            try JobOptions.table.apply(text, to: option, from: .classProperty("test"), settings: &settings)
            return settings
        }
        let path = "/tmp/sisyphus-test-\(getpid())-\(option).toml"
        defer { unlink(path) }
        let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let value = option == "utc" ? "false" : "\"\(texts[1])\""
        let content = "[defaults]\n\"\(option)\" = \(value)\n"
        #expect(write(fd, content, content.utf8.count) == content.utf8.count)
        close(fd)
        func read(_ words: [String], _ environment: [(name: String, value: String)]) throws -> RunSettings? {
            let job = Job()
            job.settings = try applied(texts[0], to: job.settings)
            guard case .settings(let settings) = try JobOptions.read(job, words, environment: environment) else { return nil }
            return settings
        }
        let instance = try applied(texts[0], to: Job().settings)
        let variable = [(name: OptionTable.standard.row(named: option)!.environmentName, value: texts[2])]
        #expect(try read([], []) == instance && instance != Job().settings)
        #expect(try read(["--config", path], []) == applied(texts[1], to: instance))
        #expect(try read(["--config", path], variable) == applied(texts[2], to: instance))
        #expect(try read(["--config", path, "--\(option)=\(texts[3])"], variable) == applied(texts[3], to: instance))
    }

    /// The help shows what holds for the job.
    @Test func helpShowsTheJobsOwnDefaults() {
        let usual = JobOptions.form.options.rows
        let shown = Dictionary(uniqueKeysWithValues: usual.map { ($0.name, $0.standard(in: Unusual().settings)) })
        for (name, text) in [
            ("maxtime", "1"), ("kill-grace", "4"), ("overlap", "wait"), ("nextrun", "6"), ("maxline", "1000"), ("log2stdout", "yes"), ("fork", "no"),
            ("logformat", "json"), ("log-mode", "0640"), ("keepfilelogs", "none"), ("maxhealthcheckage", "9"), ("toemail", "to@example.org, too@example.org"),
            ("notify-timeout", "3"), ("metrics-dir", "/metrics"), ("formatemailsubject", "subject"), ("tell-remind", "none"), ("no-email", "yes"),
            ("mattermost-url", "https://chat.example.org"), ("jobname", "J"), ("keepsize", "8"), ("maxlogsize", "5000"),
        ] { #expect(shown[name] == text, "--\(name)") }
        for row in usual where !["config", "healthcheck", "help"].contains(row.name) && row.value.hasProperty {
            #expect(row.kind.isSecret ? shown[row.name] == .some(nil) : shown[row.name] != row.standard(), "--\(row.name)")
        }
        for (name, text) in [("maxtime", "300"), ("linetags", "cosmetic"), ("kill-grace", "0.5"), ("maxlogsize", "1GiB")] {
            #expect(JobOptions.table.row(named: name)?.standard(in: Job().settings) == text, "--\(name)")
        }
    }

    @Test func textsAreWhatOptionsTake() {
        let settings = Unusual().settings
        #expect(settings.notify.email.toEmail.map(\.address) == ["to@example.org", "too@example.org"])
        #expect(settings.notify.email.fromEmail == MailAddress("Jobs <from@example.org>"))
        #expect(settings.notify.email.smtpPassword == .environment("PASSWORD"))
        #expect(settings.notify.mattermost.mattermostToken == .file("/token"))
        #expect(settings.notify.templates.count == 5)
    }

    @Test func furtherOptionsAreJudged() {
        #expect(Further().settings.maxline == 300 && Further().settings.notify.email.smtpPort == 26 && Further().classFlaw == nil)
        #expect(WrongFurther().classFlaw?.description.hasPrefix("there is no option --nonsense") == true)
    }

    @Test func theBaseDirectoryCanBeAMethods() throws {
        for (words, base) in [([], "/elsewhere"), (["--basedir", "/x"], "/x")] {
            guard case .settings(let settings) = try JobOptions.read(Elsewhere(), words + ["--config", "/dev/null"], environment: []) else { continue }
            #expect(settings.basedir == base)
        }
    }

    @Test func wrongTextsAreTold() {
        #expect(Wrong().classFlaw?.description.hasPrefix("the class property fromemail cannot be \"nobody\": it is no mail address; accepted: ") == true)
    }

    private func samples(_ row: OptionRow) -> [String] {
        let special = [
            "kill-signal": ["INT"], "projectname": ["X"], "jobname": ["X"], "identifier": ["X"], "basedir": ["/x"], "overlap": ["wait"], "nextrun": ["1"],
            "formatlogline": ["x"], "encoding": ["ascii"], "log-mode": ["0640"], "log-group": ["x"], "fromemail": ["x@example.org"],
            "toemail": ["x@example.org"], "smtphost": ["x"], "sendmail": ["/x"], "smtpuser": ["x"], "mattermost-url": ["https://x"],
            "mattermost-channel": ["x"], "sentry-environment": ["x"], "sentry-release": ["x"], "sentry-monitor": ["x"],
            "sentry-schedule": ["1 2 3 4 5"], "schedule": ["0 4 * * *"], "sentry-timezone": ["UTC"], "on-event": ["x"], "metrics-dir": ["/x"],
            "notify-command": ["x"],
            "lock": ["exec:x"], "lock-ca": ["/x"], "lock-cert": ["/x"], "lock-key": ["/x"], "lock-user": ["x"], "syslog-socket": ["/x"], "jitter": ["7"],
            "retry-backoff": ["3"], "cpu-max": ["50%"], "kill-grace": ["77"],
        ]
        switch row.kind {
        case .flag, .flagOr: return ["yes", "no"]
        case .choice(let words): return words
        case .duration, .size, .count: return ["77", "7777", "none"]
        case .secret: return ["https://x@example.org/1"]
        case .exitCodes: return ["1"]
        case .text: return special[row.name] ?? ["x"]
        case .action: return []
        }
    }

    private func leaves(of value: Any, _ path: String = "") -> [String: String] {
        if let parts = value as? [ObjectIdentifier: any SettingsPart] {
            return parts.values.reduce(into: [:]) { $0.merge(leaves(of: $1, path + ".\(type(of: $1))")) { $1 } }
        }
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct, !(value is Duration) else { return [path: "\(value)"] }
        return mirror.children.reduce(into: [:]) { $0.merge(leaves(of: $1.value, path + "." + ($1.label ?? ""))) { $1 } }
    }
}
