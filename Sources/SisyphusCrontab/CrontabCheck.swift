public import SisyphusCore
import SisyphusOptions
public import SisyphusSchedule

/// What somebody who knows cron well would say about a crontab.
public struct CrontabCheck {
    public private(set) var findings: [CrontabFinding] = []
    /// The name that each line gets as a job, by its number; none for lines that supervise themselves.
    public private(set) var names: [Int: String] = [:]
    /// The next three runs of each line, by its number.
    public private(set) var runs: [Int: [Timestamp]] = [:]

    private let crontab: Crontab
    private let surroundings: any CrontabSurroundings
    private let zone: ZoneRules
    private let now: Int64

    /// cron's search path where the crontab says none (pathnames.h of Debian's cron, and of cronie as it is built there).
    private static let standardPath = "/usr/bin:/bin"
    /// A command with as many bytes is taken for a cut one and refused (cron.h of Debian's cron: MAX_COMMAND).
    private static let longestCommand = 998

    /// - Parameters:
    ///   - zone: that of the machine.
    ///   - now: in seconds since 1970-01-01 00:00:00 UTC.
    public init(_ crontab: Crontab, _ surroundings: any CrontabSurroundings, zone: ZoneRules, now: Int64) {
        (self.crontab, self.surroundings, self.zone, self.now) = (crontab, surroundings, zone, now)
        let jobs = crontab.jobs
        let naming = CrontabNames(jobs.map(\.job.command))
        var indices: [String: Int] = [:]
        findings += wholeFile()
        for line in crontab.lines {
            switch line.content {
            case .wrong(let error): findings.append(.init(.error, line: line.number, column: error.column, error.reason))
            case .variable(let name, let value): findings += about(variable: name, value, line.number)
            case .blank, .comment, .job: break
            }
            if line.bytes.last == UInt8(ascii: "\r") {
                findings.append(
                    .init(
                        .error, line: line.number, column: line.bytes.count, "the line ends with a carriage return (Windows), which cron takes for a part of it"
                    ))
            }
        }
        for (index, (line, job, variables)) in jobs.enumerated() {
            let words = ShellLine(job.command)
            let comment = CommentOptions(words)
            let zone = variables["CRON_TZ"].flatMap(surroundings.zone) ?? zone
            let moments = nextRuns(job, zone)
            runs[line.number] = moments
            if !words.startsRun {
                let name = naming.name(of: job.command)
                names[line.number] = name
                // Jobs of other users are other jobs.
                let place = job.user.map { "\($0)/\(name)" } ?? name
                if let index = indices[place] {
                    let other = jobs[index]
                    let both = (runs[other.line.number] ?? []) + moments
                    if other.job.command != job.command {
                        findings.append(
                            .init(.warning, line: line.number, "line \(other.line.number) has the same job name, \(name): only one of the two runs at a time"))
                    } else if both.contains(where: { comes(other.job, zone, at: $0) && comes(job, zone, at: $0) }) {
                        findings.append(
                            .init(
                                .warning, line: line.number,
                                "line \(other.line.number) starts the same command at the same moment: only one of the two runs"))
                    }
                } else {
                    indices[place] = index
                }
                if name.hasSuffix(ShellLine.suffix(job.command)), comment == nil {
                    findings.append(
                        .init(.note, line: line.number, "another line would have the same name, so it is \(name); a name of its own: # sisyphus: name=…"))
                }
            }
            findings += about(job, line, words, variables, zone)
            if let comment, let refusal = surroundings.refusal(of: comment) {
                findings.append(
                    .init(.error, line: line.number, "the options behind # sisyphus: cannot be, so the line would run without supervision: \(refusal)"))
            }
        }
        let places = { (finding: CrontabFinding) in (finding.line ?? 0, finding.column ?? 0) }
        findings = findings.enumerated().sorted { places($0.element) == places($1.element) ? $0.offset < $1.offset : places($0.element) < places($1.element) }
            .map(\.element)
    }

    private func nextRuns(_ job: CrontabJob, _ zone: ZoneRules) -> [Timestamp] {
        guard case .schedule(let cron) = job.when else { return [] }
        var runs: [Timestamp] = []
        var moment = now
        while runs.count < 3, let next = cron.next(after: moment, in: zone) {
            runs.append(zone.timestamp(next))
            moment = next
        }
        return runs
    }

    private func comes(_ job: CrontabJob, _ zone: ZoneRules, at moment: Timestamp) -> Bool {
        guard case .schedule(let cron) = job.when else { return false }
        return cron.next(after: moment.seconds - 1, in: zone) == moment.seconds
    }

    // MARK: - The file and its variables

    private func wholeFile() -> [CrontabFinding] {
        var findings: [CrontabFinding] = []
        if !crontab.endsWithNewline, let last = crontab.lines.last {
            findings.append(
                .init(
                    .error, line: last.number, column: last.bytes.count + 1,
                    "the last line has no newline at its end: crontab refuses the file, cron ignores the line"))
        }
        let mailto = crontab.lines.contains { if case .variable("MAILTO", _) = $0.content { true } else { false } }
        if !mailto, !surroundings.takesMail, !crontab.jobs.isEmpty {
            findings.append(.init(.warning, "cron mails what lines print to the crontab's owner, but this machine has no program that takes mail (sendmail)"))
        }
        return findings
    }

    private func about(variable name: String, _ value: String, _ line: Int) -> [CrontabFinding] {
        var findings: [CrontabFinding] = []
        if value.contains("$") || value.hasPrefix("~") || name == "PATH" && value.contains(":~") {
            findings.append(.init(.warning, line: line, "cron expands neither variables nor ~ here: \(name) is literally \"\(value)\""))
        }
        switch name {
        case "MAILTO" where value.isEmpty: findings.append(.init(.note, line: line, "from here on nothing that lines print is mailed"))
        case "MAILTO" where !surroundings.takesMail:
            findings.append(.init(.warning, line: line, "nobody gets the mail for \(value): this machine has no program that takes mail (sendmail)"))
        case "CRON_TZ":
            if surroundings.zone(value) == nil { findings.append(.init(.error, line: line, "there is no time zone \"\(value)\"")) }
            findings.append(.init(.note, line: line, "cronie takes CRON_TZ for the schedules that follow, Debian's cron and busybox do not"))
        case "SHELL" where !surroundings.hasProgram(value, in: []):
            findings.append(.init(.error, line: line, "there is no program \(value): no line below can be run"))
        default: break
        }
        return findings
    }

    // MARK: - A job

    private func about(_ job: CrontabJob, _ line: Crontab.Line, _ words: ShellLine, _ variables: [String: String], _ zone: ZoneRules) -> [CrontabFinding] {
        var findings: [CrontabFinding] = []
        func say(_ level: CrontabFinding.Level, _ text: String, column: Int? = nil) { findings.append(.init(level, line: line.number, column: column, text)) }
        if case .schedule(let cron) = job.when {
            if cron.takesEitherDay {
                say(.warning, "day of the month and weekday are both restricted: cron runs the line on days that fit one of the two, not only where both fit")
            }
            if cron.needsBothDays { say(.warning, "a day field begins with *, so cron runs the line only on days that fit both day fields") }
            if cron.isRandom { say(.note, "~ lets cronie choose a number; Debian's cron refuses the line. The last possible run is shown") }
            if cron.next(after: now, in: zone) == nil { say(.error, "there is no such date: the line never runs") }
            for text in clockChanges(cron, zone) { say(.warning, text) }
        }
        if let user = job.user, !surroundings.hasUser(user) { say(.error, "there is no user \(user): cron ignores the line") }
        if crontab.kind == .user, let first = words.commands.first?.words, first.count > 1, first[0] == "root" || surroundings.hasUser(first[0]),
            !surroundings.hasProgram(first[0], in: path(variables))
        {
            say(.warning, "\(first[0]) is taken for the command: lines of a user's crontab name no user", column: job.start + 1)
        }
        if let input = job.input {
            say(
                .warning,
                "an unescaped % ends the command: it gets \"\(TextCut.head(TextCut.line(input), bytes: 40))\" on its standard input; write \\% where a % is meant",
                column: job.end + 1)
        }
        if job.command.utf8.count > CrontabCheck.longestCommand {
            say(.error, "the command has \(job.command.utf8.count) bytes; Debian's cron takes \(CrontabCheck.longestCommand)")
        }
        if let thrown = thrownAway(words) { say(.warning, "\(thrown) throws away what the command says when it fails") }
        for text in programs(words, variables) { say(.warning, text) }
        return findings
    }

    private func path(_ variables: [String: String]) -> [String] {
        (variables["PATH"] ?? CrontabCheck.standardPath).split(separator: ":").map(String.init)
    }

    /// Output and errors that go nowhere.
    private func thrownAway(_ line: ShellLine) -> String? {
        for redirections in line.commands.map(\.redirections) {
            if redirections.contains("2>/dev/null") { return "2>/dev/null" }
            if redirections.contains("&>/dev/null") || redirections.contains(">&/dev/null") { return "&>/dev/null" }
            if redirections.contains(">/dev/null") || redirections.contains("1>/dev/null"), redirections.contains("2>&1") { return ">/dev/null 2>&1" }
        }
        return nil
    }

    private static let builtins: Set<String> = [
        ".", ":", "[", "[[", "alias", "bg", "break", "case", "cd", "command", "continue", "declare", "do", "done", "echo", "esac", "eval", "exec", "exit",
        "export",
        "false", "fg", "for", "getopts", "hash", "if", "in", "jobs", "kill", "let", "local", "popd", "printf", "pushd", "pwd", "read", "readonly", "return",
        "select",
        "set", "shift", "shopt", "source", "test", "time", "times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset", "wait",
    ]

    private func programs(_ line: ShellLine, _ variables: [String: String]) -> [String] {
        var texts: [String] = []
        var directory: String?
        for words in line.commands.map(\.words) {
            guard let program = words.first, !program.isEmpty else { continue }
            if program == "cd" { directory = words.count > 1 ? words[1] : nil }
            if CrontabCheck.builtins.contains(program) || program.contains("$") || program.contains("`") || program.hasSuffix(")") || program.contains("*") {
                continue
            }
            if program.hasPrefix("~") { continue }
            if program.contains("/"), !program.hasPrefix("/") {
                guard let directory else {
                    texts.append("\(program) is relative: cron starts in the home directory of the user")
                    continue
                }
                if directory.hasPrefix("/"), !directory.contains("$"), !surroundings.hasProgram("\(directory)/\(program)", in: []) {
                    texts.append("there is no program \(program) in \(directory)")
                }
                continue
            }
            if surroundings.hasProgram(program, in: path(variables)) { continue }
            texts.append(
                program.hasPrefix("/")
                    ? "there is no program \(program)" : "there is no program \(program) in cron's PATH, \(path(variables).joined(separator: ":"))")
        }
        return texts
    }

    /// Runs in the hour that the next changes of the clocks skip or repeat.
    private func clockChanges(_ cron: CronExpression, _ zone: ZoneRules) -> [String] {
        // Lines that run every hour miss or repeat nothing that matters.
        guard !cron.runsEachHour else { return [] }
        var texts: [String] = []
        for (old, new) in zone.changes(after: now, before: now + 366 * 86_400) {
            guard let local = cron.firstLocal(from: min(old, new), before: max(old, new)) else { continue }
            let shown = Timestamp(microseconds: local * 1_000_000).logText.prefix(16)
            switch (new > old, cron.isForFixedTimes) {
            case (true, true): texts.append("\(shown) does not exist, clocks are set forward: Debian's cron makes up for it right after the change")
            case (true, false): texts.append("\(shown) does not exist, clocks are set forward: the run is left out")
            case (false, true): texts.append("\(shown) comes twice, clocks are set back: Debian's cron runs the line the first time only")
            case (false, false): texts.append("\(shown) comes twice, clocks are set back: the line runs both times")
            }
        }
        return texts
    }
}
