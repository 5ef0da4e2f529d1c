import ArgumentParser
import Glibc
import SisyphusCore
import SisyphusNotify
import SisyphusSupervisor
import SisyphusUnix

/// Finds out which of the two processes this is, and reads what it was started with.
enum Starter {
    /// How many jobs this program has run. Programs run their jobs one after the other, whichever thread that is.
    nonisolated(unsafe) private static var calls = 0

    /// What this process has to do.
    enum Part {
        /// Nothing more: the program ends, or goes on, with this.
        case nothing(JobExit)
        case work(WorkerMark)
        case supervise
    }

    static func begin(_ job: Job, _ arguments: [String]) -> Part {
        for place in SecretWords(ProcessTitle.words, until: ProcessTitle.words.count, table: .standard).places {
            ProcessTitle.wipe(argument: place.word, from: place.byte)
        }
        calls += 1
        if let mark = Worker.mark {
            // What the program ran before belongs to another worker.
            if mark.ordinal != calls { return .nothing(.status(0)) }
            prepare(job, arguments, mark)
            return .work(mark)
        }
        switch read(job, arguments) {
        case .help(let text):
            StandardStream.output.write(text)
            return .nothing(.status(0))
        case .settings(let settings):
            take(settings, job)
            return settings.healthcheck ? .nothing(answerHealth(job)) : .supervise
        }
    }

    private static func take(_ settings: RunSettings, _ job: Job) {
        job.hasGivenNextRun = settings.nextrun != job.settings.nextrun
        job.hasGivenHealthAge = settings.maxhealthcheckage != job.settings.maxhealthcheckage
        job.settings = settings
        job.process = settings.fork ? .parent : .solo
    }

    private static func read(_ job: Job, _ arguments: [String]) -> JobOptions.Reading {
        do throws(OptionError) {
            if let flaw = job.classFlaw { throw flaw }
            let reading = try JobOptions.read(job, arguments, environment: Environment.variables(withPrefix: "SISYPHUS_"))
            if case .settings = reading, let options = type(of: job).ownOptions {
                // Complains about wrong ones, or shows what they ask for, and ends the program.
                do { _ = try options.parse(job.ownWords) } catch { leave(options, error) }
            }
            return reading
        } catch {
            JobProgram.refuse("\(error)", ExitStatus.usage)
        }
    }

    private static func prepare(_ job: Job, _ arguments: [String], _ mark: WorkerMark) {
        if case .settings(let settings) = read(job, arguments) { job.settings = settings }
        job.process = .child
        job.starttime = Double(mark.start) / 1_000_000
        job.logfile = Environment.value(of: "SISYPHUS_RUN_LOG")
    }

    private static func answerHealth(_ job: Job) -> JobExit {
        guard let answer = job.healthcheck() else { return .status(0) }
        StandardStream.output.write("\(HealthText.line(answer))\n")
        return .status(1)
    }

    /// What the job itself has to say to its supervisor.
    static func part(of job: Job) -> LibraryJob {
        var library = LibraryJob(ordinal: calls)
        library.observers = job.ownLoggers.filter { !($0 is any DirectLogger) }.map(LoggerAdapter.init)
        library.destinations = job.ownLoggers.map(\.name).filter { !$0.isEmpty }
        library.secretVariables = judge(job.ownLoggers, job)
        library.nextRun = { job.hasGivenNextRun ? job.settings.nextrun : job.nextrun() }
        library.opened = { job.runOpened($0) }
        library.runBegan = { job.notifystart() }
        library.runEnded = { job.runEnded($0, $1, keepsLog: $2) }
        library.title = { job.makeproctitle($0) }
        library.names.log = { checked(job.logfilename($0)) }
        library.names.current = checked(job.currentloglinkname(LinkName.current))
        library.names.last = { checked(job.lastloglinkname($0, LinkName.last($0))) }
        library.names.health = checked(job.healthfilename(JobFile.health))
        return library
    }

    /// Ends the program if a destination cannot work.
    ///
    /// - Returns: the variables that their secrets are read from.
    private static func judge(_ loggers: [any JobLogger], _ job: Job) -> Set<String> {
        var variables: Set<String> = []
        do {
            for case let logger as any DirectLogger in loggers {
                guard let settings = try logger.judge(job) else { continue }
                try Notifications.check(settings)
                variables.formUnion(settings.notify.secretVariables)
            }
        } catch {
            JobProgram.refuse((error as? StartFailure)?.message ?? "\(error); the job was not started", ExitStatus.usage)
        }
        return variables
    }

    /// All files of a job lie in its directory.
    private static func checked(_ name: String?) -> String? {
        guard let name, name.isEmpty || name.contains("/") || name == "." || name == ".." else { return name }
        JobProgram.refuse("a file of the job cannot be called \"\(name)\"; accepted is a name without /, or nil for no file", ExitStatus.usage)
    }

    private static func leave(_ options: any ParsableArguments.Type, _ error: any Error) -> Never {
        let text = options.fullMessage(for: error)
        if options.exitCode(for: error) == .success {
            StandardStream.output.write(text + "\n")
            exit(0)
        }
        JobProgram.refuse(text, ExitStatus.usage)
    }
}
