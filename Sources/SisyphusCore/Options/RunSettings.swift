/// Everything that the options of `run` decide, judged and typed: what the supervisor works from.
///
/// A property means what the help and the manual say about the option of its name; a job written in Swift has a class property of the same
/// name for each, which says it too.
public struct RunSettings: Sendable, Equatable {
    /// What goes to standard output: nothing, the log, what the job prints and nothing else (`lines`), or the log without times and with the
    /// priorities of sd-daemon(3) (`journal`). `auto`: on a terminal `lines`, elsewhere nothing.
    public enum StdoutCopy: Sendable { case auto, yes, no, lines, journal }
    /// On, off, or what fits the circumstances.
    public enum Switch: Sendable { case auto, yes, no }
    /// How lines for the syslog daemon look: by RFC 5424, or as syslog(3) writes them.
    public enum SyslogFormat: String, Sendable, CaseIterable { case rfc5424, local }
    /// What becomes of processes that are alive when the job has ended: they are named and left, killed, or waited for.
    public enum Leftover: String, Sendable, CaseIterable { case report, kill, wait }
    /// How standard error is read: apart and with the tag `stderr`, or from one pipe with standard output in exact order.
    public enum Stderr: String, Sendable, CaseIterable { case tag, merge }
    /// Which prefixes of printed lines are obeyed: all, only tags that neither send nor delay a line, or none.
    public enum LineTags: String, Sendable, CaseIterable { case all, cosmetic, off }
    /// Whether terminal escape sequences are shown as text or dropped.
    public enum Escapes: String, Sendable, CaseIterable { case escape, strip }
    /// Lines with times, tasks and tags; one JSON object a line; or every byte as it came.
    public enum LogFormat: String, Sendable, CaseIterable { case text, json, raw }
    /// What is done about a run that takes far longer or less than usual: nothing, a line in the log, or people are told.
    public enum Unusual: String, Sendable, CaseIterable { case no, log, tell }
    /// When a failed run is told on standard error; `auto`: unless a notification is configured.
    public enum Report: String, Sendable, CaseIterable { case auto, always, never }
    /// How old logs are compressed.
    public enum Compression: String, Sendable, CaseIterable { case gzip, bzip2, lzma }
    /// What is written for characters that the encoding lacks; the names are Python's.
    public enum EncodingErrors: String, Sendable, CaseIterable {
        case strict, replace, ignore, backslashreplace, xmlcharrefreplace, surrogateescape
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
        /// After the first try.
        public var count = 0
        public var delay: Duration = .seconds(10)
        public var backoff = 2.0
        public var maxDelay: Duration? = .seconds(600)
        /// `nil`: each failure.
        public var codes: ExitCodes?
        /// Of one try.
        public var maxtime: Duration?
    }

    // Identity
    public var projectname = "default"
    public var jobname = ""
    /// Whether `jobname` was derived from the command instead of given.
    public var jobnameIsDerived = false
    public var identifier: String?
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
    public var logGroup: String?
    public var utc = false

    // Time
    public var maxtime: Duration?
    public var idleTimeout: Duration?
    public var warntime: Duration?
    public var warnUnusual: Unusual = .log
    public var killGrace: Duration = .milliseconds(500)
    /// The grace that `auto` means where nobody can be asked.
    public var managedKillGrace: Duration = .milliseconds(500)
    /// Whether the service manager is asked how long it gives the job to end.
    public var asksForKillGrace = false
    public var killSignal = Signal.terminate
    public var drain: Duration = .seconds(1)
    public var leftover: Leftover = .report
    public var noisykills = true
    /// Whether the log shows what the processes were doing before they are ended.
    public var snapshot = true

    // What the processes may use together
    public var limits = TreeLimits()

    // Starting
    public var overlap: Overlap = .skip
    public var skipStatus: Int32 = 75
    public var tty = false
    public var pty = false
    /// The original's `--fork`: `false` leaves the `parent` and `child` pseudo tasks out of the log.
    public var fork = true
    public var proctitle = true

    /// All of them must hold.
    public var onlyIf: [Condition] = []
    public var jitter: Jitter?
    public var group: RunGroup?
    public var retries = Retries()
    /// Whether the values of variables are kept for `again`.
    public var keepEnvironment = false

    // Repeating
    public var repeats = false
    public var nextrun: NextRun?
    public var exitOnError = false

    // Outcome
    public var okCodes = ExitCodes()
    public var warnCodes = ExitCodes()
    public var uneventfulCodes = ExitCodes()
    public var checks = ResultChecks()

    // Lines
    public var stderr: Stderr = .tag
    public var linetags: LineTags = .all
    public var tracebacks = true
    public var escapes: Escapes = .escape
    /// Bytes.
    public var maxline = 65_536

    // Logs
    public var log2file = true
    public var log2stdout: StdoutCopy = .auto
    public var log2stderr = false
    /// `nil`: nothing goes to the syslog daemon.
    public var syslog: SyslogFacility?
    public var syslogFormat: SyslogFormat = .rfc5424
    public var syslogSocket = "/dev/log"
    /// How long whoever reads standard output or standard error may take nothing before it is given up; `nil`: as long as is usual for it.
    public var stdoutPatience: Duration?
    /// The live line on the terminal; `auto`: when the job says how many tasks there are.
    public var progress: Switch = .auto
    public var logformat: LogFormat = .text
    /// A template for log lines, or `file:PATH` with one; `nil`: the default format.
    public var formatlogline: String?
    public var encoding = "utf-8"
    public var errors: EncodingErrors = .strict
    /// Bytes; `nil`: no limit.
    public var maxlogsize: Int? = 1 << 30
    public var report: Report = .auto
    /// The page of all jobs, which is renewed after each run.
    public var statusPage: String?

    // Old logs (`nil`: never)
    public var keepfilelogs: Duration? = .seconds(30 * 86_400)
    public var compressfilelogs: Duration? = .seconds(7 * 86_400)
    public var compressmode: Compression = .bzip2
    public var keepruns: Int?
    /// Bytes of all logs of the job together.
    public var keepsize: Int?

    // Health
    public var healthcheck = false
    /// `nil`: never too old.
    public var maxhealthcheckage: Duration?
    /// Only of `health`.
    public var nagios = false

    /// Where the values were written.
    package internal(set) var origins = OptionOrigins()
    /// What rooms above this one keep among the settings.
    public var parts = SettingsParts()

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
    var killGraceOption: Duration? {
        get { asksForKillGrace ? nil : killGrace }
        set { (asksForKillGrace, killGrace) = (newValue == nil, newValue ?? managedKillGrace) }
    }

    /// How long a reader may take nothing before it is given up.
    public func patience(with reader: ReaderKind) -> Duration { stdoutPatience ?? reader.usualPatience }
}
