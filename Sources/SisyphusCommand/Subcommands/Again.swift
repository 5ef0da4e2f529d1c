import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let again = Subcommand(
        "again", "Start a job as it was started last.", form: CommandLineForm(.again, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus again [OPTIONS] PROJECT/JOB",
            summary: """
                Starts a job as its last run was started: the same words, directory, umask, resource limits, nice value and, for root, groups. Of the \
                environment only names and hashes are kept (but see --keep-environment of run): the present one is used, and it is said on standard error what \
                in it differs, and what else cannot be restored. The run is a run as any other.
                """,
            notes: [("Exit status", "That of the run; " + View.statuses + " 66 stands for a job too of which no start is known.")])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(steering: subcommand, words)
        try request.checkNamesOne()
        let view = try View(request)
        let place = try view.onlyPlace()
        do throws(SystemError) {
            let job = try view.reader.directory(place)
            guard var start = StartKeeping.read(in: job, complain: view.fail) else {
                ProgramExit.fail(
                    "it is not known how \(place) was started: no run of it has ended since sisyphus keeps that, or it is written in Swift and started by its own program",
                    ExitStatus.noInput, subcommand: subcommand.name)
            }
            let id = view.question.text("run")
            guard let record = StartKeeping.record(id, in: job) else {
                ProgramExit.fail("\(place) has no run \"\((id ?? "").shownInMessage)\"", ExitStatus.noInput, subcommand: subcommand.name)
            }
            if id != nil { try start.take(record) }
            let isLikeCron = view.question.isYes("like-cron")
            if !isLikeCron, start.environment == nil {
                for words in StartKeeping.differences(from: record, in: job) { view.fail("variables that differ from those of run \(record.id): \(words)") }
            }
            try view.become(start, isLikeCron: isLikeCron, asShell: view.question.isYes("shell"))
        } catch {
            ProgramExit.fail("\(error)", ExitStatus.internalError, subcommand: subcommand.name)
        }
        view.leave(ExitStatus.internalError)
    }
}

extension StartState {
    /// Takes what a record says of its own run.
    fileprivate mutating func take(_ record: RunRecord) throws(SystemError) {
        let command = record.surroundings.argv
        // The words of the last start are whole, byte for byte.
        if command != Surroundings.words(of: words[commandStart...].map { String(decoding: $0, as: UTF8.self) }) {
            guard !command.isEmpty, !command.contains(where: { $0.contains("•••") || $0.contains("\u{fffd}") || $0.hasSuffix("…") }) else {
                throw SystemError(
                    operation: "start", object: "run \(record.id) again", errno: .invalidArgument,
                    explanation: "its command is not kept as a whole: it is long, has secrets, or bytes that are no text")
            }
            words = words[..<commandStart] + command.map { Array($0.utf8) }
        }
        directory = record.surroundings.cwd ?? directory
        umask = record.surroundings.umask ?? umask
    }
}

extension View {
    /// Takes on what the start had, and becomes it.
    fileprivate func become(_ start: StartState, isLikeCron: Bool, asShell: Bool) throws(SystemError) {
        func attempt(_ body: () throws(SystemError) -> Void) { do throws(SystemError) { try body() } catch { fail("not as it was: \(error)") } }
        if !start.secrets.isEmpty { fail("not as it was: the values of \(start.secrets.joined(separator: ", ")) are secret and were not kept") }
        for limit in start.limits {
            guard let now = Processes.limit(limit.number), now != (limit.soft, limit.hard) else { continue }
            attempt { () throws(SystemError) in try Processes.setLimit(limit.number, soft: limit.soft, hard: limit.hard) }
        }
        if Processes.groups != start.groups { attempt { () throws(SystemError) in try Processes.setGroups(start.groups) } }
        if Processes.niceness != start.nice { attempt { () throws(SystemError) in try Processes.setNiceness(start.nice) } }
        _ = File.setUmask(start.umask)
        let home = User.homeDirectory() ?? "/"
        if let directory = isLikeCron ? home : start.directory { try Processes.changeDirectory(to: directory) }
        var environment = EnvironmentVector.inherited()
        if isLikeCron {
            environment = EnvironmentVector(StartState.likeCron(user: User.name() ?? String(User.effectiveID), home: home).map { Array($0.utf8) })
        } else if let kept = start.environment {
            environment = EnvironmentVector(kept)
        }
        // Wherever it was found, there it runs.
        environment.set(OptionRow.environmentPrefix + "BASEDIR", base)
        if asShell {
            let shell = Environment.value(of: "SHELL") ?? User.shell() ?? "/bin/sh"
            return try Processes.become(shell, ArgumentVector([shell, "-i"]), environment: environment)
        }
        environment.set(StartKeeping.againVariable, "1")
        try Processes.become(Processes.ownProgram, ArgumentVector(start.words), environment: environment)
    }
}
