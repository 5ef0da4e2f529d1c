import SisyphusCore
import SisyphusCrontab
import SisyphusNotify
import SisyphusSchedule
import SisyphusSupervisor
import SisyphusUnix

// `sisyphus crontab adopt` and `release`: show the difference, keep a copy, install.
extension CrontabWork {
    func rewrite() throws(OptionError) -> Never {
        if operands.isEmpty, question.isYes("system") { throw OptionError("name the FILE: crontabs of the system are changed one at a time") }
        let file = try files()[0]
        let crontab = Crontab(file.bytes, file.kind)
        let new: [UInt8]?
        if verb == .adopt {
            for (line, job, _) in crontab.jobs { propose(line, job) }
            new = try CrontabAdoption.adopted(crontab, way()) { line, comment in
                guard let refusal = MachineFacts().refusal(of: comment) else { return false }
                let why = "the options behind # sisyphus: cannot be, so it would not run: \(refusal)"
                ProgramExit.complain("line \(line.number) stays as it is: \(why)", subcommand: subcommand.name)
                return true
            }
        } else {
            new = CrontabAdoption.released(crontab)
        }
        guard let new else { ProgramExit.finish("\(file.place): nothing to change\n") }
        StandardStream.output.write(difference(file, new))
        if question.isYes("dry-run") { ProgramExit.end(0) }
        do throws(SystemError) {
            let copy = try keepCopy(file)
            // Whoever edits the crontab at this moment must not lose that.
            guard try reread(file) == file.bytes else {
                ProgramExit.fail("\(file.place) was changed meanwhile; nothing was installed", ExitStatus.cannotCreate, subcommand: subcommand.name)
            }
            if operands.isEmpty { try CrontabFiles.install(new, for: question.text("user")) } else { try replace(operands[0], new) }
            if verb == .adopt, question.text("user") == nil { readForStarts() }
            ProgramExit.finish("installed; as it was before: \(copy)\n")
        } catch {
            ProgramExit.fail("\(error); nothing was installed", ExitStatus.cannotCreate, subcommand: subcommand.name)
        }
    }

    /// So that the lines have their names and schedules from their first run on.
    private func readForStarts() {
        guard let settings = try? View.settings(basedir: nil), let base = try? Notifications.base(settings) else { return }
        CrontabLookup.read(base: base) { ProgramExit.complain($0, subcommand: subcommand.name) }
    }

    private func way() throws(OptionError) -> CrontabAdoption.Way {
        guard let program = Processes.programPath else { throw OptionError("it cannot be told where this program is installed") }
        guard !question.isYes("wrap") else { return .wrap(program: program) }
        let shell = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/" + SupervisingShell.name
        guard Program.isExecutable(shell) else {
            throw OptionError("\(shell) is missing, which make install makes: a link to \(program); or use --wrap")
        }
        return .shell(path: shell)
    }

    /// Names the options that do what other programs do in a line.
    private func propose(_ line: Crontab.Line, _ job: CrontabJob) {
        guard let habit = CrontabHabit(job.command) else { return }
        let options = habit.options.isEmpty ? "" : "  # sisyphus: " + habit.options.joined(separator: " ")
        StandardStream.output.write("line \(line.number) may become, with the same effect: \(ShellText.command(habit.command))\(options)\n")
    }

    /// A unified difference of the whole file.
    private func difference(_ file: CrontabFile, _ new: [UInt8]) -> String {
        let old = pieces(file.bytes)
        let changed = pieces(new)
        var text = "--- \(file.place)\n+++ \(file.place), \(verb == .adopt ? "supervised" : "as before")\n@@ -1,\(old.count) +1,\(changed.count) @@\n"
        for change in LineDifference(old, changed).lines { text += change + "\n" }
        return text
    }

    private func pieces(_ bytes: [UInt8]) -> [String] {
        // Bytes: of a file with CR LF no Character is a line feed.
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Sanitizer(escapes: .escape).text(Array($0)) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private func keepCopy(_ file: CrontabFile) throws(SystemError) -> String {
        let home = User.home ?? "/root"
        let state = Environment.value(of: "XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
        let directory = try Directory.open(state + "/sisyphus", createMode: 0o700)
        let name = "crontab " + SystemClock.wall().fileStem
        try directory.replaceFile(name, with: file.bytes, mode: 0o600, sync: true)
        return directory.childPath(name)
    }

    private func reread(_ file: CrontabFile) throws(SystemError) -> [UInt8]? {
        if let path = operands.first { return try CrontabFiles.file(path, isSystem: file.kind == .system).bytes }
        return try CrontabFiles.own(question.text("user"))?.bytes
    }

    /// A link stays one: the file that it leads to is replaced, and belongs to whom it did.
    private func replace(_ operand: String, _ bytes: [UInt8]) throws(SystemError) {
        let path = try File.realPath(operand)
        let status = try OpenFile.open(path, File.readOnly).status()
        let (directory, name) = try Directory.holding(path)
        try directory.replaceFile(
            name, with: bytes, mode: status.mode, owner: status.owner, group: status.group, sync: true)
    }
}

/// Lines that were taken away and added, among those that stayed. Only whole lines change here, so what is between equal lines belongs together.
private struct LineDifference {
    private(set) var lines: [String] = []

    init(_ old: [String], _ new: [String]) {
        var (one, other) = (old[...], new[...])
        while let line = other.first {
            if one.first == line {
                lines.append(" " + line)
                one.removeFirst()
                other.removeFirst()
            } else if one.count < other.count {
                lines.append("+" + line)
                other.removeFirst()
            } else {
                if let gone = one.popFirst() { lines.append("-" + gone) }
                if one.count < other.count {
                    lines.append("+" + line)
                    other.removeFirst()
                }
            }
        }
        for line in one { lines.append("-" + line) }
    }
}
