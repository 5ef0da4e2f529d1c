import SisyphusCore

/// What is known of an installation, for `doctor` to judge.
public struct InstallationFacts: Sendable, Equatable {
    /// Something that was looked for in a file or library; what is wrong with it, in a sentence.
    public struct Trial: Sendable, Equatable {
        public var name: String
        public var problem: String?
        public init(_ name: String, _ problem: String? = nil) { (self.name, self.problem) = (name, problem) }
    }

    public enum Base: Sendable, Equatable {
        /// It is made by the first run.
        case missing
        case directory(owner: String, isOwn: Bool, mode: UInt16, free: Int64?)
        case unusable(String)
    }

    public var version = "", isRoot = false
    /// The path of the program, and whether `sisyphus-sh` is beside it.
    public var program: String?, hasShell = false
    /// As uname(2) tells, `6.1.0-13-amd64`.
    public var kernel = ""
    public var basePath = "", base = Base.missing
    /// The configuration files that there are.
    public var configurations: [Trial] = []
    /// What is wrong with the settings as a whole, and what a run would warn of.
    public var settings: String?, warnings: [String] = []
    public var channels: [Trial] = [], servers: [Trial] = []
    public var mailProgram: String?
    /// What libcurl says of itself.
    public var curl: String?
    /// Name and version of each library that compresses, and the one that old logs need.
    public var codecs: [(name: String, version: String?)] = [], compression = ""
    public var hasSystemd = false
    /// The control group of this process in the unified hierarchy, and whether it may be divided.
    public var group: String?, isGroupDelegated = false
    public var isClockKept = true, year = 2026

    public init() {}

    public static func == (one: Self, other: Self) -> Bool { "\(one)" == "\(other)" }
}

/// What `doctor` says of an installation.
public struct Checkup: Sendable {
    public struct Finding: Sendable, Equatable {
        public enum Verdict: String, Sendable { case ok, note, wrong }

        public var verdict: Verdict
        public var subject: String
        public var text: String
        /// What to do about it.
        public var fix: String?
    }

    public private(set) var findings: [Finding] = []
    /// Whether a run would suffer.
    public var isHealthy: Bool { !findings.contains { $0.verdict == .wrong } }

    /// One line for each finding, and one below it for what to do.
    public var text: String {
        findings.map { finding in
            let head = finding.verdict.rawValue.padded(to: 7) + finding.subject.padded(to: 15)
            return head + finding.text + "\n" + (finding.fix.map { String(repeating: " ", count: 22) + "fix: \($0)\n" } ?? "")
        }.joined()
    }

    /// The same for programs, as docs/views.md describes it; ends with a newline.
    public var json: String {
        let findings = findings.map { finding in
            JSONValue.members([
                "verdict": .string(finding.verdict.rawValue), "subject": .string(finding.subject), "text": .string(finding.text),
                "fix": finding.fix.map(JSONValue.string) ?? .null,
            ])
        }
        return String(decoding: JSONValue.members(["v": 2, "healthy": .bool(isHealthy), "findings": .array(findings)]).bytes, as: UTF8.self) + "\n"
    }

    public init(_ facts: InstallationFacts) {
        judgeProgram(facts)
        judgeBase(facts)
        judgeConfiguration(facts)
        judgeTelling(facts)
        for (name, version) in facts.codecs {
            add(
                version != nil ? .ok : name == facts.compression ? .wrong : .note, "codec", version.map { "\(name) \($0)" } ?? "\(name) is missing",
                fix: version != nil ? nil : "install \(Self.packages[name] ?? name), or choose another --compressmode; until then such logs stay as they are")
        }
        judgeSystem(facts)
    }

    private static let packages = ["gzip": "zlib1g", "bzip2": "libbz2-1.0", "lzma": "liblzma5"]
    /// crontab(5) of Debian; other crons have these too.
    private static let cronPath = ["/usr/bin", "/bin"]

    private mutating func add(_ verdict: Finding.Verdict, _ subject: String, _ text: String, fix: String? = nil) {
        findings.append(Finding(verdict: verdict, subject: subject, text: text, fix: fix))
    }

    private mutating func judgeProgram(_ facts: InstallationFacts) {
        guard let path = facts.program else {
            return add(.note, "program", "sisyphus \(facts.version); where it is cannot be told without /proc", fix: "mount /proc")
        }
        add(.ok, "program", "sisyphus \(facts.version) at \(path)")
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        if Self.cronPath.contains(folder) {
            add(.ok, "cron's PATH", "cron finds it in \(folder)")
        } else {
            add(
                .note, "cron's PATH", "cron looks in /usr/bin and /bin alone, and sisyphus is in \(folder)",
                fix: "put PATH=\(folder):/usr/bin:/bin at the top of the crontab")
        }
        if !facts.hasShell {
            add(.note, "sisyphus-sh", "is not beside it, so that no crontab can be adopted", fix: "ln -s sisyphus \(folder)/sisyphus-sh")
        }
    }

    private mutating func judgeBase(_ facts: InstallationFacts) {
        let path = facts.basePath
        switch facts.base {
        case .missing: add(.ok, "base directory", "\(path) is made by the first run")
        case .unusable(let reason): add(.wrong, "base directory", reason, fix: "choose another --basedir, or let this user write there")
        case .directory(let owner, let isOwn, let mode, let free):
            if mode & 0o002 != 0 && mode & 0o1000 == 0 {
                add(.wrong, "base directory", "everyone may exchange what is in \(path)", fix: "chmod o-w \(path)")
            } else {
                add(.ok, "base directory", isOwn ? path : "\(path), which belongs to \(owner)")
            }
            if let free, free < 100 << 20 {
                add(
                    .wrong, "free space", "\(free >> 20) MiB are left at \(path)",
                    fix: "make room: sisyphus clean, a smaller --keepfilelogs, or a larger disk")
            }
        }
    }

    private mutating func judgeConfiguration(_ facts: InstallationFacts) {
        if facts.configurations.isEmpty { add(.ok, "configuration", "there is none, which is fine") }
        for file in facts.configurations {
            add(
                file.problem == nil ? .ok : .wrong, "configuration", file.problem ?? "\(file.name) can be read",
                fix: file.problem == nil ? nil : "mend what it says; sisyphus config shows what holds then")
        }
        if let problem = facts.settings { add(.wrong, "settings", problem, fix: "sisyphus config shows where each value comes from") }
        for warning in facts.warnings { add(.note, "settings", warning, fix: "sisyphus config shows where each value comes from") }
    }

    private mutating func judgeTelling(_ facts: InstallationFacts) {
        if facts.channels.isEmpty {
            if let program = facts.mailProgram {
                add(.ok, "channels", "none is configured; reports of failures go to standard error, which cron mails by \(program)")
            } else {
                add(
                    .note, "channels", "none is configured and there is no sendmail for cron: nobody hears of failures",
                    fix: "configure one (sisyphus run --help, Notifications), or install a mail server such as msmtp-mta")
            }
        }
        for channel in facts.channels {
            add(
                channel.problem == nil ? .ok : .wrong, "channel", channel.problem.map { "\(channel.name): \($0)" } ?? "\(channel.name) is configured",
                fix: channel.problem == nil ? nil : "mend that, then try it: sisyphus test-channels")
        }
        for server in facts.servers {
            add(
                server.problem == nil ? .ok : .wrong, "server", server.problem ?? "\(server.name) can be reached",
                fix: server.problem == nil ? nil : "look at name, port and firewall; messages are kept meanwhile, sisyphus flush sends them")
        }
        if let curl = facts.curl {
            add(.ok, "libcurl", curl)
        } else {
            add(
                facts.servers.isEmpty ? .note : .wrong, "libcurl", "is missing: nothing can be sent over the network", fix: "apt-get install libcurl4")
        }
    }

    private mutating func judgeSystem(_ facts: InstallationFacts) {
        let numbers = facts.kernel.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
        if numbers.count == 2, numbers[0] < 5 || numbers[0] == 5 && numbers[1] < 4 {
            add(.wrong, "kernel", "\(facts.kernel) is older than 5.4", fix: "take a newer one")
        } else {
            add(.ok, "kernel", facts.kernel)
        }
        add(.ok, "systemd", facts.hasSystemd ? "is process 1: timers are known as schedules" : "is not process 1: schedules come from crontabs or --schedule")
        if let group = facts.group {
            add(
                .ok, "control group",
                facts.isGroupDelegated ? "\(group) may be divided" : "\(group) belongs to others, as usual; processes are found without it")
        } else {
            add(.ok, "control group", "there is no unified hierarchy; processes are found without it")
        }
        if facts.year < 2024 {
            add(.wrong, "clock", "it shows the year \(facts.year)", fix: "set it; logs are named and removed by it")
        } else if !facts.isClockKept {
            add(
                .note, "clock", "nothing keeps it right, as far as the kernel knows",
                fix: "start systemd-timesyncd or chrony (in a container, its host does that)")
        } else {
            add(.ok, "clock", "is kept right")
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
