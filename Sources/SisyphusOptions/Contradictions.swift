import SisyphusCore

/// Options that cannot be meant together. What is merely useless (`--nextrun` without `--repeat`) is no error. Of some pairs the one yields, where the other
/// was set in a stronger place: what a configuration says for all jobs must not keep one from being started that has its own.
enum Contradictions {
    static func check(_ settings: RunSettings) throws(OptionError) {
        if settings.leftover == .wait, settings.maxtime == nil {
            throw OptionError("--leftover wait needs --maxtime: without a limit it could wait for ever", yields: "leftover", to: "maxtime")
        }
        if settings.formatlogline != nil, settings.logformat != .text {
            throw OptionError(
                "--formatlogline and --logformat \(settings.logformat.rawValue) exclude each other: a template makes lines of text", yields: "formatlogline",
                to: "logformat", areEqual: true)
        }
        if settings.retries.count > 0, settings.isLibraryJob, !settings.fork {
            throw OptionError("--retries and --fork no exclude each other: each try is a process of its own")
        }
        if let max = settings.limits.memoryMax, let high = settings.limits.memoryHigh, high >= max {
            throw OptionError(
                "--memory-high must be less than --memory-max: the run is killed before it could be slowed down", yields: "memory-high", to: "memory-max")
        }
        if settings.limits.isOn, settings.isLibraryJob, !settings.fork {
            throw OptionError("\(settings.limits.options) and --fork no exclude each other: limits are for a process of the job's own")
        }
        if settings.tty, settings.pty {
            throw OptionError(
                "--tty and --pty exclude each other: the command has either the terminal or one of its own", yields: "pty", to: "tty", areEqual: true)
        }
        if settings.tty, settings.repeats {
            throw OptionError("--tty and --repeat exclude each other: a repeating job reads from /dev/null")
        }
        if settings.tty, settings.progress == .yes {
            throw OptionError("--tty and --progress exclude each other: the terminal is the job's", yields: "progress", to: "tty")
        }
        if let warntime = settings.warntime, let maxtime = settings.maxtime, warntime >= maxtime {
            throw OptionError("--warntime must be less than --maxtime: the command is ended before it could warn", yields: "warntime", to: "maxtime")
        }
        if settings.logGroup != nil, settings.logMode.map({ $0 & 0o040 == 0 }) ?? true {
            throw OptionError("--log-group needs a --log-mode that lets the group read, 0640", yields: "log-group", to: "log-mode")
        }
        try check("ok-codes", settings.okCodes, "warn-codes", settings.warnCodes)
        try check("warn-codes", settings.warnCodes, "uneventful-codes", settings.uneventfulCodes)
    }

    private static func check(_ one: String, _ codes: ExitCodes, _ other: String, _ others: ExitCodes) throws(OptionError) {
        for code in Int32(0)...255 where codes.contains(code) && others.contains(code) {
            throw OptionError("--\(one) and --\(other) both name status \(code): it can mean only one thing")
        }
    }
}
