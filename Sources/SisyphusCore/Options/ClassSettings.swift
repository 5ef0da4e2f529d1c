/// The options of a job as its class sets them: one class property an option, to be overridden. Stronger are, in this order, the
/// instance's values (`Job.settings`), the configuration file, the environment and the command line.
nonisolated open class ClassSettings {
    /// For `Job` alone, which holds the values.
    public init() {}

    private static let usual = RunSettings.ofJobs

    // MARK: Which job

    /// The project that the job belongs to: a directory of logs, and a section of the configuration.
    open class var projectname: String { usual.projectname }
    /// The name of the job; the name of the class unless given.
    open class var jobname: String {
        // As String(describing:) says it, which first looks in all of the program for a description.
        _typeName(self, qualified: false)
    }
    /// Makes several independent jobs of one name.
    open class var identifier: String? { usual.identifier }
    /// What the help says the job does.
    open class var argdescription: String { "" }

    // MARK: Time limits (`nil`: none)

    /// The job is ended when it has run this long.
    open class var maxtime: Duration? { usual.maxtime }
    /// The same when it has neither logged nor printed anything for this long.
    open class var idleTimeout: Duration? { usual.idleTimeout }
    /// A warning is logged when it has run this long.
    open class var warntime: Duration? { usual.warntime }
    /// What is done about a run that takes far longer or less than usual.
    open class var warnUnusual: RunSettings.Unusual { usual.warnUnusual }
    /// The time between the signal that asks and SIGKILL (the original's `waitchildbreak`).
    open class var killGrace: Duration { usual.killGrace }
    /// The number of the signal that asks the job's processes to end (SIGTERM).
    open class var killSignal: Int32 { usual.killSignal }
    /// How long is read on after the job has ended while another process still holds its output.
    open class var drain: Duration { usual.drain }
    /// What happens to processes that the job leaves.
    open class var leftover: RunSettings.Leftover { usual.leftover }
    /// Whether the log shows what the job's processes were doing before they are ended.
    open class var snapshot: Bool { usual.snapshot }
    /// Whether people are told of a time limit that ended the job.
    open class var noisykills: Bool { usual.noisykills }

    // MARK: Limits of the processes (`nil`: none)

    /// The most memory of all processes of the job together, in bytes; a run that cannot be kept below it is killed.
    open class var memoryMax: Int? { usual.limits.memoryMax }
    /// Above so many bytes the processes are slowed down.
    open class var memoryHigh: Int? { usual.limits.memoryHigh }
    /// How many processes and threads there may be at one time.
    open class var tasksMax: Int? { usual.limits.tasksMax }
    /// Their share of the processors, as `--cpu-max` takes it: `50%`, `2.5`.
    open class var cpuMax: String? { nil }

    // MARK: Starting

    /// Whether the job works in a process of its own; otherwise one process does both, and a limit that ends the job ends it too.
    open class var fork: Bool { usual.fork }
    /// What happens to a start that finds the job running.
    open class var overlap: RunSettings.Overlap { usual.overlap }
    /// What must hold for a start to become a run, as `--only-if` takes it; `nil`: nothing.
    open class var onlyIf: String? { nil }
    /// How long a start is put off at most, as `--jitter` takes it: `10m`, `random=10m`.
    open class var jitter: String? { nil }
    /// The group of jobs of which only some run at one time, as `--group` takes it: `backup`, `backup=4`.
    open class var group: String? { nil }
    /// Whether the values of the environment are kept for `sisyphus again`.
    open class var keepEnvironment: Bool { usual.keepEnvironment }
    /// The exit status of a start that was skipped.
    open class var skipStatus: Int32 { usual.skipStatus }
    /// Whether the job gets the terminal.
    open class var tty: Bool { usual.tty }
    /// Whether `ps` shows what the run is doing.
    open class var proctitle: Bool { usual.proctitle }

    // MARK: What is expected of a run that ended well

    /// An extended regular expression that a line of the output must match.
    open class var expectOutput: String? { usual.checks.output }
    /// One that no line may match.
    open class var rejectOutput: String? { usual.checks.noOutput }
    /// How many lines there must be.
    open class var expectMinLines: Int? { usual.checks.minLines }
    /// A file that the run must have written.
    open class var expectFile: String? { usual.checks.file }

    // MARK: Trying again

    /// How often a failed run tries again. Each try is a process of its own, so `fork` must be on.
    open class var retries: Int { usual.retries.count }
    /// The pause before the second try.
    open class var retryDelay: Duration { usual.retries.delay }
    /// How many times as long each further pause is.
    open class var retryBackoff: Double { usual.retries.backoff }
    /// The longest pause.
    open class var retryMaxDelay: Duration? { usual.retries.maxDelay }
    /// With which exit statuses of the job's process a try is followed by another one; `nil`: with each failure.
    open class var retryCodes: ExitCodes? { usual.retries.codes }
    /// A try is ended when it has taken this long; `maxtime` is for all tries together.
    open class var tryMaxtime: Duration? { usual.retries.maxtime }

    // MARK: Repeating

    /// Whether the job is run again and again.
    open class var repeats: Bool { usual.repeats }
    /// When a repeating job runs again; `nil`: at once. See also `Job.nextrun()`.
    open class var nextrun: RunSettings.NextRun? { usual.nextrun }
    /// Whether the first failure ends a repeating job.
    open class var exitOnError: Bool { usual.exitOnError }

    // MARK: What the job prints

    /// Whether what the job prints may have tags and directives in front, as the lines of a command may. What is logged has
    /// its tags in any case.
    open class var linetags: RunSettings.LineTags { usual.linetags }
    /// Whether a traceback at the end of what a failed job wrote to standard error is the reason of its failure.
    open class var tracebacks: Bool { usual.tracebacks }
    /// Whether stderr is told from stdout by a tag.
    open class var stderr: RunSettings.Stderr { usual.stderr }
    /// Whether terminal escape sequences (colours) are shown as text or dropped.
    open class var escapes: RunSettings.Escapes { usual.escapes }
    /// The longest line in bytes; longer ones are split.
    open class var maxline: Int { usual.maxline }

    // MARK: Log of the run

    /// The directory that holds the directories of all projects, absolute; `nil`: `$LOGS_DIRECTORY`, else `~/ll.sisyphus`.
    open class var basedir: String? { usual.basedir }
    /// Whether there is a log file per run, with links to the last one of each outcome.
    open class var log2file: Bool { usual.log2file }
    /// Whether the log goes to standard output too, and how; `auto`: if that is a terminal.
    open class var log2stdout: RunSettings.StdoutCopy { usual.log2stdout }
    /// Whether the log goes to standard error too.
    open class var log2stderr: Bool { usual.log2stderr }
    /// The facility under which the log goes to the syslog daemon too; `nil`: it does not.
    open class var syslog: SyslogFacility? { usual.syslog }
    /// How its lines look there.
    open class var syslogFormat: RunSettings.SyslogFormat { usual.syslogFormat }
    /// The socket of the syslog daemon.
    open class var syslogSocket: String { usual.syslogSocket }
    /// How long a reader of standard output or standard error may take nothing before what waits for it is dropped; `nil`: 10 s, a terminal
    /// 5 s, where only complaints wait 3 s.
    open class var stdoutPatience: Duration? { usual.stdoutPatience }
    /// Whether open tasks are shown in a live line on the terminal; `auto`: if they say how many there are.
    open class var progress: RunSettings.Switch { usual.progress }
    /// Lines with times, tasks and tags, or one JSON object a line, or every byte as it came.
    open class var logformat: RunSettings.LogFormat { usual.logformat }
    /// An UL4 template for the lines of text logs, or `file:PATH` with one; `nil`: the usual form.
    open class var formatlogline: String? { usual.formatlogline }
    /// The encoding of the log, as iconv calls it.
    open class var encoding: String { usual.encoding }
    /// What is written for characters that the encoding lacks.
    open class var errors: RunSettings.EncodingErrors { usual.errors }
    /// Bytes; `nil`: no limit.
    open class var maxlogsize: Int? { usual.maxlogsize }
    /// Permission bits of the files.
    open class var logMode: UInt16? { usual.logMode }
    /// The group of files and directories, with a `logMode` that lets it read.
    open class var logGroup: String? { usual.logGroup }
    /// Whether times are written in UTC.
    open class var utc: Bool { usual.utc }
    /// Whether a failed run is told on stderr.
    open class var report: RunSettings.Report { usual.report }
    /// The HTML page of all jobs that is renewed after each run, at most once in ten seconds, by the program `sisyphus` in `PATH`.
    open class var statusPage: String? { usual.statusPage }

    // MARK: Old logs (`nil`: kept)

    /// Logs that are older are deleted.
    open class var keepfilelogs: Duration? { usual.keepfilelogs }
    /// Logs that are older are compressed.
    open class var compressfilelogs: Duration? { usual.compressfilelogs }
    /// How they are.
    open class var compressmode: RunSettings.Compression { usual.compressmode }
    /// All but so many logs are deleted, the oldest first.
    open class var keepruns: Int? { usual.keepruns }
    /// The oldest logs are deleted until all logs of the job together have no more bytes.
    open class var keepsize: Int? { usual.keepsize }

    // MARK: Health

    /// The job is unhealthy when its last good run ended longer ago, or before that moment; `nil`: never for that reason. See also
    /// `Job.maxhealthcheckage()`.
    open class var maxhealthcheckage: HealthAge? { nil }

    // MARK: Whatever has no property

    /// Further options by their names without `--`, each with the text that it takes: `["ntfy-priority": "high"]`.
    open class var furtherOptions: [String: String] { [:] }
}

extension RunSettings {
    /// What holds for jobs in Swift whose class says nothing else.
    package static let ofJobs = {
        var settings = RunSettings()
        settings.isLibraryJob = true
        settings.maxtime = .seconds(300)
        settings.linetags = .cosmetic
        return settings
    }()
}

/// How old the last good run of a healthy job may be: a number is seconds.
public enum HealthAge: Sendable, Equatable {
    /// It ended at most this long ago.
    case within(Duration)
    /// It ended at this moment or later, in seconds since 1970-01-01 00:00:00 UTC (`Date.timeIntervalSince1970`).
    case since(secondsSince1970: Double)
}

extension HealthAge: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// A number is seconds.
    public init(integerLiteral seconds: Int64) { self = .within(.seconds(seconds)) }
    /// A number is seconds.
    public init(floatLiteral seconds: Double) { self = .within(.seconds(seconds)) }
}
