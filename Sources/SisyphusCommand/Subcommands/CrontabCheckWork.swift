import SisyphusCore
import SisyphusCrontab
import SisyphusNotify
import SisyphusOptions
import SisyphusSchedule
import SisyphusSupervisor
import SisyphusUnix

// `sisyphus crontab check`: reads, asks the machine, and shows what the rules find.
extension CrontabWork {
    func check() throws(OptionError) -> Never {
        let zone = try zone()
        let now = SystemClock.wall().microseconds.flooredDivision(by: 1_000_000).quotient
        let surroundings = MachineFacts()
        let isJSON = question.isYes("json")
        var worst = CrontabFinding.Level.note
        var texts = ""
        var objects: [JSONValue] = []
        for file in try files() {
            let crontab = Crontab(file.bytes, file.kind)
            let check = CrontabCheck(crontab, surroundings, zone: zone, now: now)
            let findings = (file.facts?.findings ?? []) + check.findings
            worst = max(worst, findings.map(\.level).max() ?? .note)
            if isJSON { objects.append(object(file, crontab, check, findings)) } else { texts += text(file, crontab, check, findings) }
        }
        let status: Int32 = worst == .error ? 2 : worst == .warning ? 1 : 0
        if isJSON {
            ProgramExit.say(String(decoding: JSONValue.members(["v": 1, "files": .array(objects)]).bytes, as: UTF8.self) + "\n", status)
        }
        ProgramExit.say(texts, status)
    }

    /// The crontabs that are meant.
    func files() throws(OptionError) -> [CrontabFile] {
        guard operands.count <= 1 else { throw OptionError("\"\(operands[1].shownInMessage)\" is too much: one crontab at a time") }
        let user = question.text("user")
        if user != nil, !operands.isEmpty || question.isYes("system") {
            throw OptionError("--user names a crontab already: give no FILE and no --system besides")
        }
        do throws(SystemError) {
            if let path = operands.first {
                if path == "-" { return [CrontabFile(place: "standard input", bytes: try standardInput(), kind: question.isYes("system") ? .system : .user)] }
                return [try CrontabFiles.file(path, isSystem: question.isYes("system"))]
            }
            if question.isYes("system") {
                return CrontabFiles.system { ProgramExit.complain("\($0)", subcommand: subcommand.name) }
            }
            if let own = try CrontabFiles.own(user) { return [own] }
        } catch {
            ProgramExit.fail("\(error)", ExitStatus.noInput, subcommand: subcommand.name)
        }
        ProgramExit.fail("there is no crontab of \(user ?? User.name() ?? "this user")", ExitStatus.noInput, subcommand: subcommand.name)
    }

    private func standardInput() throws(SystemError) -> [UInt8] {
        let input = try OpenFile.open("/dev/stdin", File.readOnly)
        var bytes: [UInt8] = []
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer throws(SystemError) in
            while case let count = try input.read(into: buffer), count > 0 { bytes += buffer[..<count] }
        }
        return bytes
    }

    private func text(_ file: CrontabFile, _ crontab: Crontab, _ check: CrontabCheck, _ findings: [CrontabFinding]) -> String {
        var text = "\(file.place)\n"
        for finding in findings where finding.line == nil { text += "  \(shown(finding))\n" }
        let ofLines = Dictionary(grouping: findings) { $0.line ?? 0 }
        for line in crontab.lines {
            let own = ofLines[line.number] ?? []
            if case .job(let job) = line.content {
                let name = check.names[line.number] ?? "sisyphus run"
                let runs = (check.runs[line.number] ?? []).map(\.rfc3339Seconds).joined(separator: "  ")
                text += "line \(line.number)  \(name)  \(job.when == .atBoot ? "when cron starts" : runs.isEmpty ? "never" : runs)\n"
            } else if !own.isEmpty {
                text += "line \(line.number)\n"
            }
            for finding in own { text += "  \(shown(finding))\n" }
        }
        func count(_ level: CrontabFinding.Level, _ one: String, _ many: String) -> String {
            let number = findings.filter { $0.level == level }.count
            return "\(number) \(number == 1 ? one : many)"
        }
        return text
            + "\(crontab.jobs.count) \(crontab.jobs.count == 1 ? "job" : "jobs"), \(count(.error, "error", "errors")), \(count(.warning, "warning", "warnings"))\n"
    }

    private func shown(_ finding: CrontabFinding) -> String {
        "\(finding.level.rawValue): " + Sanitizer(escapes: .escape).text(Array(finding.text.utf8)) + (finding.column.map { " (column \($0))" } ?? "")
    }

    private func object(_ file: CrontabFile, _ crontab: Crontab, _ check: CrontabCheck, _ findings: [CrontabFinding]) -> JSONValue {
        let lines: [JSONValue] = crontab.jobs.map { line, job, _ in
            var schedule = "@reboot"
            if case .schedule(let cron) = job.when { schedule = cron.text }
            return .members([
                "line": .int(Int64(line.number)), "name": .text(check.names[line.number]), "schedule": .string(schedule), "user": .text(job.user),
                "command": .string(job.command), "next": .array((check.runs[line.number] ?? []).map { .string($0.rfc3339Seconds) }),
            ])
        }
        let found: [JSONValue] = findings.map {
            .members([
                "level": .string($0.level.rawValue), "line": .number($0.line), "column": .number($0.column), "text": .string($0.text),
            ])
        }
        return .members(["file": .string(file.place), "jobs": .array(lines), "findings": .array(found)])
    }
}

/// What this machine knows; each question is asked once.
final class MachineFacts: CrontabSurroundings {
    private var programs: [String: Bool] = [:]
    private var users: [String: Bool] = [:]
    private var zones: [String: ZoneRules?] = [:]
    private(set) lazy var takesMail = Program.isExecutable("/usr/sbin/sendmail") || Program.isExecutable("/usr/lib/sendmail")

    func hasProgram(_ name: String, in path: [String]) -> Bool {
        let key = name.contains("/") ? name : path.joined(separator: ":") + " " + name
        if let known = programs[key] { return known }
        let isThere = name.contains("/") ? Program.isExecutable(name) : path.contains { Program.isExecutable("\($0)/\(name)") }
        programs[key] = isThere
        return isThere
    }

    func hasUser(_ name: String) -> Bool {
        if let known = users[name] { return known }
        let isThere = User.exists(name)
        users[name] = isThere
        return isThere
    }

    func zone(_ name: String) -> ZoneRules? {
        if let known = zones[name] { return known }
        let zone = ZoneFiles.zone(name)
        zones[name] = .some(zone)
        return zone
    }

    func refusal(of comment: CommentOptions) -> String? {
        do throws(OptionError) {
            let reading = try OptionTable.standard.about(.run).read(comment.words, from: 0)
            for assignment in reading.assignments { try assignment.check() }
            return nil
        } catch {
            return error.description
        }
    }
}
