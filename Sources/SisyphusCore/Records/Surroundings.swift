/// What a run had around it, as its record tells: enough to see what differs from another run. Nothing in it is secret: arguments are masked, of the
/// environment there are names and keyed hashes.
public struct Surroundings: Sendable, Equatable {
    /// The program or, of an interpreter, the script that the command runs.
    public struct ProgramFile: Sendable, Equatable {
        public var path: String
        public var modified: Timestamp
        /// Bytes.
        public var size: Int64
        /// The first 16 hexadecimal digits of the SHA-256 of its content; `nil`: it is longer than 1 MiB, cannot be read, or was changed during the run.
        public var hash: String?

        public init(path: String, modified: Timestamp, size: Int64, hash: String? = nil) {
            (self.path, self.modified, self.size, self.hash) = (path, modified, size, hash)
        }
    }

    /// An environment variable. The hash tells whether its value is another one, to who has the key of the job's directory alone what it may be.
    public struct Variable: Sendable, Equatable {
        public var name: String
        public var hash: UInt32

        public init(name: String, hash: UInt32) { (self.name, self.hash) = (name, hash) }
    }

    /// A limit of setrlimit(2) that differs from what a Linux system starts with: its name in limits.conf(5), and the soft limit; `nil`: unlimited.
    public struct Limit: Sendable, Equatable {
        public var name: String
        public var value: UInt64?

        public init(name: String, value: UInt64?) { (self.name, self.value) = (name, value) }
    }

    public var host: String?
    /// Differs after each boot of the machine.
    public var boot: String?
    public var user: String?
    /// The words of the command, masked, together at most 4 KiB; empty: unknown.
    public var argv: [String] = []
    public var cwd: String?
    public var program: ProgramFile?
    public var umask: UInt16?
    /// `nil`: unknown.
    public var limits: [Limit]?
    /// In the order of their names; `nil`: unknown.
    public var environment: [Variable]?
    public var trigger: Trigger?

    public init() {}

    /// The words of a command as a record has them.
    public static func words(of command: [String]) -> [String] {
        var left = 4096
        var words: [String] = []
        for word in MaskedCommand.words(command) {
            words.append(TextCut.head(word, bytes: left))
            left -= word.utf8.count
            if left <= 0 { break }
        }
        return words
    }

    /// Those limits that say something, of all sixteen.
    ///
    /// - Parameter soft: the soft limit that has a number of the kernel's; `nil`: unlimited.
    public static func limits(_ soft: (Int) -> UInt64?) -> [Limit] {
        var found: [Limit] = []
        for number in 0..<16 where !isUsual(number, soft) { found.append(Limit(name: name(number), value: soft(number))) }
        return found
    }

    /// Whether it is what a machine starts with (include/asm-generic/resource.h; 8 MiB of locked memory since Linux 5.16). Of processes and of signals
    /// that wait the kernel derives the same limit from the memory.
    private static func isUsual(_ number: Int, _ soft: (Int) -> UInt64?) -> Bool {
        let value = soft(number)
        switch number {
        case 3: return value == 8 << 20
        case 4, 13, 14: return value == 0
        case 6: return value == nil || value == soft(11)
        case 7: return value == 1024
        case 8: return value == 64 << 10 || value == 8 << 20
        case 11: return true
        case 12: return value == 819_200
        default: return value == nil
        }
    }

    private static func name(_ number: Int) -> String {
        [
            "cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks", "sigpending", "msgqueue", "nice", "rtprio", "rttime",
        ][number]
    }
}

/// What started a run.
public enum Trigger: String, CaseIterable, Sendable {
    /// A cron daemon, itself or by a shell.
    case cron
    /// systemd, as a rule for a timer unit.
    case timer
    /// Somebody at a terminal.
    case shell
    /// A pod of Kubernetes.
    case kubernetes
    /// `sisyphus again`.
    case again
    /// The same process, after a pause (`--repeat`).
    case `repeat`
    case unknown

    /// What it is judged by.
    public struct Facts: Sendable {
        public var repeats = false
        /// Whether the variable is there that `sisyphus again` sets.
        public var isAgain = false
        /// Whether standard input or output is a terminal.
        public var hasTerminal = false
        /// Whether the variable is there that Kubernetes gives each container.
        public var isInPod = false
        /// What systemd says has triggered the unit.
        public var triggerUnit: String?
        /// Whether the variable is there that systemd gives each start of a unit.
        public var hasInvocation = false

        public init() {}
    }

    /// - Parameter parent: the names of the parent, its parent and so on; asked only when nothing else tells.
    public static func judge(_ facts: Facts, parent: (Int) -> String?) -> Trigger {
        if facts.isAgain { return .again }
        if facts.repeats { return .repeat }
        if facts.hasTerminal { return .shell }
        if facts.isInPod { return .kubernetes }
        if facts.triggerUnit?.hasSuffix(".timer") == true { return .timer }
        var name = parent(0)
        switch name {
        case "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "busybox": name = parent(1)
        default: break
        }
        switch name {
        case "cron", "crond", "CRON", "anacron", "fcron", "dcron", "cronie", "supercronic": return .cron
        case "systemd" where facts.hasInvocation: return .timer
        default: return .unknown
        }
    }
}
