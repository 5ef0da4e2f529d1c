/// Everything that the options of `run` decide, judged and typed: what the supervisor works from.
///
/// A property is the option of its name, of which the help and the manual say more; a job written in Swift has a class property of the same name for each.
public struct RunSettings: Sendable, Equatable {
    /// What goes to standard output.
    public enum StdoutCopy: Sendable {
        /// On a terminal `lines`, elsewhere `no`.
        case auto
        /// The log.
        case yes
        /// Nothing.
        case no
        /// What the job prints, and nothing else.
        case lines
        /// The log without times and with the priorities of sd-daemon(3).
        case journal
    }
    /// Whether something is done.
    public enum Switch: Sendable {
        /// As fits the circumstances.
        case auto
        /// It is.
        case yes
        /// It is not.
        case no
    }
    /// How lines for the syslog daemon look.
    public enum SyslogFormat: String, Sendable, CaseIterable {
        /// As RFC 5424 says.
        case rfc5424
        /// As syslog(3) writes them.
        case local
    }
    /// What becomes of processes that are alive when the job has ended.
    public enum Leftover: String, Sendable, CaseIterable {
        /// They are named in the log and left.
        case report
        /// They are killed.
        case kill
        /// They are waited for.
        case wait
    }
    /// How standard error is read.
    public enum Stderr: String, Sendable, CaseIterable {
        /// Apart from standard output; its lines have the tag `stderr`.
        case tag
        /// From one pipe with standard output, in exact order.
        case merge
    }
    /// Which prefixes of printed lines are obeyed.
    public enum LineTags: String, Sendable, CaseIterable {
        /// All.
        case all
        /// Only tags that neither send nor delay a line.
        case cosmetic
        /// None.
        case off
    }
    /// What becomes of terminal escape sequences.
    public enum Escapes: String, Sendable, CaseIterable {
        /// They are shown as text.
        case escape
        /// They are dropped.
        case strip
    }
    /// How the lines of a log look.
    public enum LogFormat: String, Sendable, CaseIterable {
        /// With times, tasks and tags.
        case text
        /// One JSON object a line.
        case json
        /// Every byte as it came.
        case raw
    }
    /// What is done about a run that takes far longer or less than usual.
    public enum Unusual: String, Sendable, CaseIterable {
        /// Nothing.
        case no
        /// A line in the log.
        case log
        /// People are told.
        case tell
    }
    /// When a failed run is told on standard error.
    public enum Report: String, Sendable, CaseIterable {
        /// Unless a notification is configured.
        case auto
        /// Each time.
        case always
        /// Never.
        case never
    }
    /// How old logs are compressed.
    public enum Compression: String, Sendable, CaseIterable {
        /// As gzip(1) does, `.gz`.
        case gzip
        /// As bzip2(1) does, `.bz2`.
        case bzip2
        /// As xz(1) does, `.xz`.
        case lzma
    }
    /// What is written for characters that the encoding lacks; the names are Python's.
    public enum EncodingErrors: String, Sendable, CaseIterable {
        /// An escape, `\u20ac`.
        case strict
        /// A question mark.
        case replace
        /// Nothing.
        case ignore
        /// The same.
        case backslashreplace
        /// `&#8364;`.
        case xmlcharrefreplace
        /// The bytes that the job printed, where they were no characters; else an escape.
        case surrogateescape
    }
    /// What becomes of a start that finds the job running.
    public enum Overlap: Sendable, Equatable {
        /// It is skipped.
        case skip
        /// Waits for the lock, at most this long (`nil`: as long as it takes).
        case wait(Duration?)
    }
    /// When a repeating job runs again.
    public enum NextRun: Sendable, Equatable {
        /// Counted from the end of the run.
        case after(Duration)
        /// At this local time. One that is past means at once, and with growing pauses if it is asked for again.
        case at(CivilTime)
        /// At this moment; one that is past likewise.
        case moment(Timestamp)
    }

    /// How often a run tries.
    public struct Retries: Sendable, Equatable {
        /// How many tries there are after the first one.
        public var count = 0
        /// The pause before the second try.
        public var delay: Duration = .seconds(10)
        /// How many times as long each further pause is.
        public var backoff = 2.0
        /// The longest pause; `nil`: no limit.
        public var maxDelay: Duration? = .seconds(600)
        /// The exit statuses after which there is another try; `nil`: each failure.
        public var codes: ExitCodes?
        /// A try is ended when it has taken this long; `nil`: as long as the run may.
        public var maxtime: Duration?
    }

    // Identity
    /// The project that the job belongs to: a directory of logs, and a section of the configuration.
    public var projectname = "default"
    /// The name of the job: a directory below that of its project.
    public var jobname = ""
    /// Whether `jobname` was derived from the command instead of given.
    public var jobnameIsDerived = false
    /// Makes several independent jobs of one name; `nil`: there is one.
    public var identifier: String?
    /// What is run: the program and its arguments.
    public var command: [String] = []
    /// Whether the job is written in Swift with the library: it states its outcome itself.
    public var isLibraryJob = false
    /// Where the command begins in the words of the own command line, whose bytes it is to be started with (they need not be UTF-8).
    public var commandStart = 0

    // Place
    /// Absolute; `nil`: `$LOGS_DIRECTORY`, `$HOME/ll.sisyphus`, or below the home directory of the password database.
    public var basedir: String?
    /// Permission bits of the files (`0o600` without the option).
    public var logMode: UInt16?
    /// The group of files and directories, by name or number; `nil`: that of the process.
    public var logGroup: String?
    /// Whether times are written in UTC instead of local time.
    public var utc = false

    // Time
    /// The job is ended when it has run this long; `nil`: as long as it likes.
    public var maxtime: Duration?
    /// The job is ended when it has neither printed nor logged anything for this long; `nil`: it may be silent as long as it likes.
    public var idleTimeout: Duration?
    /// A warning is logged when the job has run this long; `nil`: none is.
    public var warntime: Duration?
    /// What is done about a run that takes far longer or less than usual.
    public var warnUnusual: Unusual = .log
    /// The time between the signal that asks the job to end and SIGKILL.
    public var killGrace: Duration = .milliseconds(500)
    /// The grace that `auto` means where nobody can be asked.
    public var managedKillGrace: Duration = .milliseconds(500)
    /// Whether the service manager is asked how long it gives the job to end.
    public var asksForKillGrace = false
    /// The number of the signal that asks the job to end.
    public var killSignal = Signal.terminate
    /// How long is read on after the job has ended while another process still holds its output.
    public var drain: Duration = .seconds(1)
    /// What happens to processes that are alive when the job has ended.
    public var leftover: Leftover = .report
    /// Whether people are told of a time limit that ended the job.
    public var noisykills = true
    /// Whether the log shows what the processes were doing before they are ended.
    public var snapshot = true

    // What the processes may use together
    /// What the processes of the job may use together, by a control group.
    public var limits = TreeLimits()

    // Starting
    /// What happens to a start that finds the job running.
    public var overlap: Overlap = .skip
    /// The exit status of a start that was skipped, 0 to 255.
    public var skipStatus: Int32 = 75
    /// Whether the job gets the terminal that sisyphus was started on.
    public var tty = false
    /// Whether the job gets a terminal of its own, a pseudo-terminal.
    public var pty = false
    /// The original's `--fork`: `false` leaves the `parent` and `child` pseudo tasks out of the log.
    public var fork = true
    /// Whether `ps` shows what the run is doing.
    public var proctitle = true

    /// What must hold for a start to become a run: all of them.
    public var onlyIf: [Condition] = []
    /// How long a start is put off at most; `nil`: it is not.
    public var jitter: Jitter?
    /// The group of jobs of which only some run at one time; `nil`: none.
    public var group: RunGroup?
    /// How often and when a failed run tries again.
    public var retries = Retries()
    /// Whether the values of variables are kept for `again`.
    public var keepEnvironment = false

    // Repeating
    /// Whether the job is run again and again.
    public var repeats = false
    /// When a repeating job runs again; `nil`: at once.
    public var nextrun: NextRun?
    /// Whether the first failure ends a repeating job.
    public var exitOnError = false

    // Outcome
    /// Exit statuses of the command besides 0 that are a success.
    public var okCodes = ExitCodes()
    /// Exit statuses of the command that are a success with a warning.
    public var warnCodes = ExitCodes()
    /// Exit statuses of the command that mean that there was nothing to do.
    public var uneventfulCodes = ExitCodes()
    /// What is expected of a run that ended well.
    public var checks = ResultChecks()

    // Lines
    /// How standard error is read: apart, or in one with standard output.
    public var stderr: Stderr = .tag
    /// Which prefixes of printed lines are obeyed.
    public var linetags: LineTags = .all
    /// Whether a traceback at the end of what a failed job wrote to standard error is the reason of its failure.
    public var tracebacks = true
    /// Whether terminal escape sequences are shown as text or dropped.
    public var escapes: Escapes = .escape
    /// The longest line in bytes; longer ones are split.
    public var maxline = 65_536

    // Logs
    /// Whether there is a log file per run, with links to the last one of each outcome.
    public var log2file = true
    /// What goes to standard output.
    public var log2stdout: StdoutCopy = .auto
    /// Whether the log goes to standard error.
    public var log2stderr = false
    /// The facility under which the log goes to the syslog daemon; `nil`: it does not.
    public var syslog: SyslogFacility?
    /// How lines for the syslog daemon look.
    public var syslogFormat: SyslogFormat = .rfc5424
    /// The path of the socket of the syslog daemon.
    public var syslogSocket = "/dev/log"
    /// How long whoever reads standard output or standard error may take nothing before it is given up; `nil`: as long as is usual for it.
    public var stdoutPatience: Duration?
    /// The live line on the terminal; `auto`: when the job says how many tasks there are.
    public var progress: Switch = .auto
    /// How the lines of the log look.
    public var logformat: LogFormat = .text
    /// A template for log lines, or `file:PATH` with one; `nil`: the default format.
    public var formatlogline: String?
    /// The encoding of the log, as iconv(1) calls it.
    public var encoding = "utf-8"
    /// What is written for characters that the encoding lacks.
    public var errors: EncodingErrors = .strict
    /// The longest log in bytes, whose rest is left out; `nil`: no limit.
    public var maxlogsize: Int? = 1 << 30
    /// When a failed run is told on standard error.
    public var report: Report = .auto
    /// The path of the HTML page of all jobs, which is renewed after each run; `nil`: there is none.
    public var statusPage: String?

    // Old logs (`nil`: never)
    /// Logs that are older are deleted; `nil`: none is for its age.
    public var keepfilelogs: Duration? = .seconds(30 * 86_400)
    /// Logs that are older are compressed; `nil`: none is.
    public var compressfilelogs: Duration? = .seconds(7 * 86_400)
    /// How old logs are compressed.
    public var compressmode: Compression = .bzip2
    /// All but so many logs are deleted, the oldest first; `nil`: none is for their number.
    public var keepruns: Int?
    /// The most bytes of all logs of the job together, above which the oldest are deleted; `nil`: no limit.
    public var keepsize: Int?

    // Health
    /// Whether the job is not run, but asked whether it is healthy.
    public var healthcheck = false
    /// The job is unhealthy when its last good run ended longer ago; `nil`: never for that reason.
    public var maxhealthcheckage: Duration?
    /// Whether the answer is that of a Nagios plug-in. Only for `health`.
    public var nagios = false

    /// Where the values were written.
    package internal(set) var origins = OptionOrigins()
    /// What rooms above this one keep among the settings.
    public var parts = SettingsParts()

    /// Makes the settings that hold where no option says anything.
    public init() {}
}

/// Who reads what is written besides the log file.
public enum ReaderKind: Sendable {
    /// Of a copy of the log or of what the job prints, or of what a command answers.
    case copy
    /// The same at a terminal, where somebody waits for the prompt.
    case terminal
    /// Of complaints and reports alone, which nobody may be there for.
    case complaints

    /// How long it may take nothing before it is given up, where `--stdout-patience` does not say.
    public var usualPatience: Duration {
        switch self {
        case .copy: .seconds(10)
        case .terminal: .seconds(5)
        case .complaints: .seconds(3)
        }
    }
}

extension RunSettings {
    /// `killGrace` as its option says it; `nil`: what the surroundings give.
    package var killGraceOption: Duration? {
        get { asksForKillGrace ? nil : killGrace }
        set { (asksForKillGrace, killGrace) = (newValue == nil, newValue ?? managedKillGrace) }
    }

    /// How long a reader may take nothing before it is given up.
    public func patience(with reader: ReaderKind) -> Duration { stdoutPatience ?? reader.usualPatience }
}
