import struct FoundationEssentials.Date
import Glibc
import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix

/// Finds out which of the two processes this is, and reads what it was started with.
enum Starter {
    /// The calls of `run` in this program so far.
    private struct Calls {
        var byID: [String: Int] = [:]
        /// Runs that are over.
        var ended = 0
        /// In a worker: calls for other runs, and whether its own has come.
        var passed = 0
        var isFound = false
    }

    private static let calls = Guarded(Calls())

    /// What this process has to do.
    enum Part {
        /// Nothing more: the program ends, or goes on, with this.
        case nothing(JobExit)
        case work(WorkerMark)
        /// The job of this process is another one, which is still to come or at work.
        case elsewhere
        case supervise(WorkerCall)
        case checkHealth
    }

    static func begin(_ job: Job, _ arguments: [String]) -> Part {
        for place in SecretWords(ProcessTitle.words, until: ProcessTitle.words.count, table: .standard).places {
            ProcessTitle.wipe(argument: place.word, from: place.byte)
        }
        let call = call(of: job, arguments)
        if let mark = Worker.mark {
            if mark.call.id == call.id, mark.call.ordinal == call.ordinal {
                begin(job, arguments, mark)
                return .work(mark)
            }
            // What was over before the run began is over here too.
            let isOver = calls.withLock { calls in
                calls.passed += 1
                return calls.passed <= mark.call.ended
            }
            return isOver || mark.call.id == call.id && call.ordinal < mark.call.ordinal ? .nothing(.status(0)) : .elsewhere
        }
        switch read(job, arguments) {
        case .help(let text):
            StandardStream.output.write(text)
            return .nothing(.status(0))
        case .settings(let settings):
            take(settings, job)
            return settings.healthcheck ? .checkHealth : .supervise(call)
        }
    }

    /// Takes over what a worker's job is to know.
    static func begin(_ job: Job, _ arguments: [String], _ mark: WorkerMark) {
        if case .settings(let settings) = read(job, arguments) { job.settings = settings }
        becomeChild(job, mark)
    }

    /// The job does its work in this process from now on.
    static func becomeChild(_ job: Job, _ mark: WorkerMark) {
        calls.withLock { $0.isFound = true }
        // What only the supervisor has.
        (job.access, job.standardLoggers, job.logfileurl) = (nil, [], nil)
        job.process = .child
        job.starttime = Date(Timestamp(microseconds: mark.start))
        job.logfile = Environment.value(of: "SISYPHUS_RUN_LOG")
    }

    private static func call(of job: Job, _ arguments: [String]) -> WorkerCall {
        let settings = job.settings
        var call = WorkerCall(
            type: typeName(type(of: job)), name: "\(settings.projectname)/\(settings.jobname).\(settings.identifier ?? "")", arguments: arguments)
        if arguments != Array(CommandLine.arguments.dropFirst()) { call.arguments = arguments }
        (call.ordinal, call.ended) = calls.withLock { calls in
            calls.byID[call.id, default: 0] += 1
            return (calls.byID[call.id]!, calls.ended)
        }
        return call
    }

    /// What a class is called in every process of the program.
    static func typeName(_ type: Job.Type) -> String { ErrorText.withoutContexts(_typeName(type)) }

    static func runEnded() { calls.withLock { $0.ended += 1 } }

    /// In a worker that has come to another job than its own: that is still to come, if other threads or Swift tasks can run it; soon.
    static func expectJob(insteadOf other: Job, mayComeElsewhere: Bool) {
        let name = typeName(type(of: other))
        let refuse: @Sendable () -> Void = {
            if calls.withLock(\.isFound) { return }
            JobProgram.refuse(
                "this process was started to do the work of the job \(Worker.mark?.call.type ?? ""), but the program came to the job \(name); "
                    + "a program must run the same jobs whenever it is started, or call JobWorker.runIfNeeded in the first line of main",
                ExitStatus.internalError)
        }
        guard mayComeElsewhere else { return refuse() }
        try? PlainThread.start {
            Processes.rest(seconds: 60)
            refuse()
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

    static func answerHealth(_ job: Job) async -> JobExit {
        let answer: String?
        do { answer = try await job.healthcheck() } catch { answer = ErrorText.line(error) }
        guard let answer else { return .status(0) }
        StandardStream.output.write("\(HealthText.line(answer))\n")
        return .status(1)
    }

    /// What the job itself has to say to its supervisor.
    static func part(of job: Job, _ call: WorkerCall) -> LibraryJob {
        var library = LibraryJob(JobDelegate(job), call)
        library.observers = job.ownLoggers.filter { !($0 is any DirectLogger) }.map(LoggerAdapter.init)
        library.destinations = job.ownLoggers.map(\.name).filter { !$0.isEmpty }
        library.secretVariables = judge(job.ownLoggers, job)
        library.names.log = { checked(job.logfilename($0)) }
        library.names.current = checked(job.currentloglinkname(LinkName.current))
        library.names.last = { checked(job.lastloglinkname($0, LinkName.last($0))) }
        library.names.health = name(ofHealthFileOf: job)
        library.names.mail = checked(job.emailfilename())
        return library
    }

    static func name(ofHealthFileOf job: Job) -> String? { checked(job.healthfilename(JobFile.health)) }

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

    /// Files of a job lie in its directory, unless their names are whole paths.
    private static func checked(_ name: String?) -> String? {
        let slash = UInt8(ascii: "/")
        guard let name, !(name.utf8.first == slash && name.utf8.last != slash),
            name.isEmpty || name.utf8.contains(slash) || name == "." || name == ".."
        else { return name }
        JobProgram.refuse(
            "a file of the job cannot be called \"\(name)\"; accepted is a name without /, an absolute path, or nil for no file", ExitStatus.usage)
    }

    private static func leave(_ options: any OwnOptions.Type, _ error: any Error) -> Never {
        let text = options.fullMessage(for: error, columns: nil)
        if options.isHelp(error) {
            StandardStream.output.write(text + "\n")
            exit(0)
        }
        JobProgram.refuse(ofProgram(text), ExitStatus.usage)
    }

    /// The parser calls the program by the name of the type that has the options, and begins with a word that says no more than where it stands.
    private static func ofProgram(_ text: String) -> String {
        let sentence = text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
        guard let usage = sentence.firstMatch(of: #/U(?:SAGE|sage): (\S+)/#) else { return sentence }
        let named = sentence.replacing("'\(usage.output.1) --help'", with: "'\(JobProgram.name) --help'")
        return named.replacing(usage.output.0, with: usage.output.0.prefix(7) + JobProgram.name)
    }
}

/// Passes on to a job what its supervisor tells and asks.
private final class JobDelegate: RunDelegate {
    private let job: Job

    init(_ job: Job) { self.job = job }

    func runOpened(_ run: RunAccess) { job.runOpened(run) }
    func runBegan() { job.notifystart() }
    func runEnded(_ status: Status, _ result: String, keepsLog: Bool) { job.runEnded(status, result, keepsLog: keepsLog) }
    func processTitle(_ usual: String) -> String { job.makeproctitle(usual) }
    func nextRun() -> NextRun? {
        guard !job.hasGivenNextRun else { return job.settings.nextrun }
        nonisolated(unsafe) let job = job
        do { return try Waiting.value { try await job.nextrun() } } catch {
            JobProgram.warn("nextrun(): \(ErrorText.line(error)); the job runs again as its settings say")
            return job.settings.nextrun
        }
    }
}
