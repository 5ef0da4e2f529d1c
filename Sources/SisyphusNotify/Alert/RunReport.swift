public import SisyphusCore

/// The facts of a run that people and services are told.
public struct RunReport: Sendable, Equatable {
    // Which job
    public var project = ""
    public var job = ""
    public var identifier: String?
    /// The run's id.
    public var id = ""
    /// The command as one line.
    public var command = ""

    // Where
    public var host = Host()
    public var user = Account()
    public var pid: Int32 = 0
    /// Of sisyphus itself.
    public var version = ""

    // When and how
    public var start = Timestamp(microseconds: 0)
    public var end = Timestamp(microseconds: 0)
    /// By the monotonic clock, in microseconds.
    public var elapsed: Int64 = 0
    public var status: Status = .successful
    /// Whether there was no run, though one was due.
    public var isOverdue = false
    /// The result line.
    public var reason = ""
    /// What the job itself said about a run that did not end well.
    public var jobSummary: String?
    /// What the job failed by.
    public var exception: JobException?
    public var exitCode: Int32?
    public var signal: Int32?
    /// Absolute; `nil` without a log.
    public var logPath: String?

    // What was said
    public var lines = 0
    public var exceptions = 0
    /// Numbers that the job told.
    public var metrics: [Metric] = []
    /// Escaped, oldest first.
    public var lastLines: [String] = []
    /// Its tasks and what went wrong in them, where somebody wants to know.
    public var trace: RunTrace?
    /// What a failed run is beside those before it (`WhyText`), a line each.
    public var earlierRuns: [String] = []

    public struct Host: Sendable, Equatable {
        public var name = ""
        public var ip: String?
        /// As uname(2) tells.
        public var system = "", release = "", version = "", machine = ""
        public init() {}
    }

    public struct Account: Sendable, Equatable {
        public var name = ""
        public var id: UInt32 = 0
        public var group: UInt32 = 0
        public var home: String?
        public init() {}
    }

    public init() {}

    /// The last lines of a log that was written by another process.
    public static func lines(ofLogEnd bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).suffix(20).map { Sanitizer(escapes: .strip).text(Array($0.prefix(1000))) }
    }

    /// `PROJECT/JOB`, or `PROJECT/JOB (IDENTIFIER)`.
    public var label: String { "\(project)/\(job)" + (identifier.map { " (\($0))" } ?? "") }
    /// `user@host`
    public var origin: String { "\(user.name)@\(host.name)" }
    /// The reason and the job's own words.
    var outcomeText: String { jobSummary.map { "\(reason): \($0)" } ?? reason }
    /// Whether this counts as a failure.
    public var isFailure: Bool { status == .failed || status == .timeout }

    /// The log as a URL that file managers and terminals open.
    public var logURL: String? {
        logPath.map { "ssh://" + PercentText.encode(user.name) + "@" + PercentText.encode(host.name) + PercentText.encodePath($0) }
    }
}

extension Timestamp {
    /// As in the log, with the zone: messages are read anywhere.
    var zonedText: String { "\(logText) \(rfc3339.suffix(6))" }
}
