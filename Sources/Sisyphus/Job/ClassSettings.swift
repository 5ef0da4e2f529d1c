public import SisyphusCore

/// The options of a job as its class sets them: one class property an option, to be overridden. Stronger are, in this order, the
/// instance's values (`Job.settings`), the configuration file, the environment and the command line.
open class ClassSettings: ClassNotifySettings {
    // MARK: Which job

    /// The project that the job belongs to: a directory of logs, and a section of the configuration.
    open class var projectname: String { "default" }
    /// The name of the job; the name of the class unless given.
    open class var jobname: String { String(describing: self) }
    /// Makes several independent jobs of one name.
    open class var identifier: String? { nil }
    /// What the help says the job does.
    open class var argdescription: String { "" }

    // MARK: Time limits (`nil`: none)

    /// The job is ended when it has run this long.
    open class var maxtime: Duration? { .seconds(300) }
    /// The same when it has neither logged nor printed anything for this long.
    open class var idleTimeout: Duration? { nil }
    /// A warning is logged when it has run this long.
    open class var warntime: Duration? { nil }
    /// The time between SIGTERM and SIGKILL (the original's `waitchildbreak`).
    open class var killGrace: Duration { .milliseconds(500) }
    /// How long is read on after the job has ended while another process still holds its output.
    open class var drain: Duration { .seconds(1) }
    /// What happens to processes that the job leaves.
    open class var leftover: RunSettings.Leftover { .report }
    /// Whether people are told of a time limit that ended the job.
    open class var noisykills: Bool { true }

    // MARK: Starting

    /// Whether the job works in a process of its own; otherwise one process does both, and a limit that ends the job ends it too.
    open class var fork: Bool { true }
    /// What happens to a start that finds the job running.
    open class var overlap: RunSettings.Overlap { .skip }
    /// The exit status of a start that was skipped.
    open class var skipStatus: Int32 { ExitStatus.skipped }
    /// Whether the job gets the terminal.
    open class var tty: Bool { false }
    /// Whether `ps` shows what the run is doing.
    open class var proctitle: Bool { true }

    // MARK: Repeating

    /// Whether the job is run again and again.
    open class var repeats: Bool { false }
    /// When a repeating job runs again; `nil`: at once. See also `Job.nextrun()`.
    open class var nextrun: NextRun? { nil }
    /// Whether the first failure ends a repeating job.
    open class var exitOnError: Bool { false }

    // MARK: What the job prints

    /// Whether what the job prints may have tags and directives in front, as the lines of a command may. What is logged has
    /// its tags in any case.
    open class var linetags: RunSettings.LineTags { .cosmetic }
    /// Whether stderr is told from stdout by a tag.
    open class var stderr: RunSettings.Stderr { .tag }
    /// Whether terminal escape sequences (colours) are shown as text or dropped.
    open class var escapes: RunSettings.Escapes { .escape }
    /// The longest line in bytes; longer ones are split.
    open class var maxline: Int { 65_536 }

    // MARK: Log of the run

    /// The directory that holds the directories of all projects, absolute; `nil`: `$LOGS_DIRECTORY`, else `~/ll.sisyphus`.
    open class var basedir: String? { nil }
    /// Whether there is a log file per run, with links to the last one of each outcome.
    open class var log2file: Bool { true }
    /// Whether the log goes to standard output too; `auto`: if that is a terminal.
    open class var log2stdout: RunSettings.Switch { .auto }
    /// Whether the log goes to standard error too.
    open class var log2stderr: Bool { false }
    /// Lines with times, tasks and tags, or one JSON object a line, or every byte as it came.
    open class var logformat: RunSettings.LogFormat { .text }
    /// An UL4 template for the lines of text logs, or `file:PATH` with one; `nil`: the usual form.
    open class var formatlogline: String? { nil }
    /// The encoding of the log, as iconv calls it.
    open class var encoding: String { "utf-8" }
    /// What is written for characters that the encoding lacks.
    open class var errors: RunSettings.EncodingErrors { .strict }
    /// Bytes; `nil`: no limit.
    open class var maxlogsize: Int? { 1 << 30 }
    /// Permission bits of the files.
    open class var logMode: UInt16? { nil }
    /// The group of files and directories, with a `logMode` that lets it read.
    open class var logGroup: String? { nil }
    /// Whether times are written in UTC.
    open class var utc: Bool { false }
    /// Whether a failed run is told on stderr.
    open class var report: RunSettings.Report { .auto }

    // MARK: Old logs (`nil`: kept)

    /// Logs that are older are deleted.
    open class var keepfilelogs: Duration? { .seconds(30 * 86_400) }
    /// Logs that are older are compressed.
    open class var compressfilelogs: Duration? { .seconds(7 * 86_400) }
    /// How they are.
    open class var compressmode: RunSettings.Compression { .bzip2 }
    /// All but so many logs are deleted, the oldest first.
    open class var keepruns: Int? { nil }
    /// The oldest logs are deleted until all logs of the job together have no more bytes.
    open class var keepsize: Int? { nil }

    // MARK: Health

    /// The job is unhealthy when its last good run ended longer ago, or before that moment; `nil`: never for that reason. See also
    /// `Job.maxhealthcheckage()`.
    open class var maxhealthcheckage: HealthAge? { nil }

    /// All of them together.
    override class func apply(to settings: inout RunSettings) throws(OptionError) {
        try super.apply(to: &settings)
        settings.isLibraryJob = true
        settings.projectname = projectname
        settings.jobname = jobname
        settings.identifier = identifier
        settings.maxtime = maxtime
        settings.idleTimeout = idleTimeout
        settings.warntime = warntime
        settings.killGrace = killGrace
        settings.drain = drain
        settings.leftover = leftover
        settings.noisykills = noisykills
        settings.fork = fork
        settings.overlap = overlap
        settings.skipStatus = skipStatus
        settings.tty = tty
        settings.proctitle = proctitle
        settings.repeats = repeats
        settings.nextrun = nextrun
        settings.exitOnError = exitOnError
        settings.linetags = linetags
        settings.stderr = stderr
        settings.escapes = escapes
        settings.maxline = maxline
        settings.log2file = log2file
        settings.log2stdout = log2stdout
        settings.log2stderr = log2stderr
        settings.logformat = logformat
        settings.errors = errors
        settings.maxlogsize = maxlogsize
        settings.logMode = logMode
        settings.utc = utc
        settings.report = report
        settings.keepfilelogs = keepfilelogs
        settings.compressfilelogs = compressfilelogs
        settings.compressmode = compressmode
        settings.keepruns = keepruns
        settings.keepsize = keepsize
        settings.maxhealthcheckage = maxhealthcheckage?.duration
        settings.basedir = basedir
        try JobOptions.table.apply(encoding, to: "encoding", from: "encoding", settings: &settings)
        if let logGroup { try JobOptions.table.apply(logGroup, to: "log-group", from: "logGroup", settings: &settings) }
        if let formatlogline { try JobOptions.table.apply(formatlogline, to: "formatlogline", from: "formatlogline", settings: &settings) }
    }
}
