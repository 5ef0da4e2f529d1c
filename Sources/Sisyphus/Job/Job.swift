public import struct FoundationEssentials.Date
public import SisyphusCore
public import SisyphusNotify
import SisyphusSupervisor

/// A job: derive a class, implement `execute()`, mark it with `@main`.
///
///     @main
///     final class Fetch: Job {
///         override class var projectname: String { "ACME.FooBar" }
///
///         override func execute() async throws -> String? {
///             log("fetching data")
///             return "cached 3 files"
///         }
///     }
///
/// Started, the program supervises itself: it runs `execute()` in a process of its own, of which it makes sure that only one
/// exists, that it ends in time, and that its log, its links and its health are kept.
///
/// Two processes have an instance of the class, and the program begins anew in the second: what the initialiser and what
/// stands before `run()` do happens twice. Only the worker of a class that is marked with `@main` may be a copy of the supervisor,
/// with the instance that was made there: nothing must depend on how often the initialiser is called.
@dynamicMemberLookup
nonisolated open class Job: ClassNotifySettings {
    /// The values of all options: at first those of the class, then what the instance sets, and when the job runs what it was
    /// started with.
    public final var settings: JobSettings
    /// What the program was started with besides the options that every job has.
    public internal(set) final var ownWords: [String] = []
    /// Whether what starts the job says when it runs again, and how old its last good run may be: that is stronger than its methods.
    final var hasGivenNextRun = false
    final var hasGivenHealthAge = false
    /// Why the values of the class cannot be.
    final let classFlaw: OptionError?
    /// The age of a healthy job as the class says it, and as its settings hold that.
    private let classAge: (age: HealthAge?, duration: Duration?)

    /// Destinations of the log by the settings, when a run has begun, and those that were added.
    final var standardLoggers: [any JobLogger] = []
    final var ownLoggers: [any JobLogger] = []
    /// Those that did not close with the run before.
    final var stillOpen: Set<ObjectIdentifier> = []
    /// The way to the run, in the supervising process while there is one.
    final var access: RunAccess?

    /// Makes a job with the settings of its class.
    public override init() {
        var settings = RunSettings.ofJobs
        var flaw: OptionError?
        do throws(OptionError) { try JobOptions.table.take(from: Self.self, into: &settings) } catch { flaw = error }
        settings.maxhealthcheckage = Self.maxhealthcheckage?.duration
        self.settings = settings
        classFlaw = flaw
        classAge = (Self.maxhealthcheckage, settings.maxhealthcheckage)
        super.init()
    }

    /// Which functions are shown that an error came through, where it is logged.
    open class var backtraces: JobBacktraces { .own }

    /// The time between SIGTERM and SIGKILL: half a second, and ten as process 1 of a container.
    open override class var killGrace: Duration { RunSettings.standard.killGrace }

    // MARK: What is known when it runs

    /// Which of its processes this is; `nil` before the job is run.
    public internal(set) final var process: JobProcess?
    /// When the run began; `nil` before.
    public internal(set) final var starttime: Date?
    /// When the run ended; known to the supervising process only, from `notifyfinish` on.
    public internal(set) final var endtime: Date?
    /// The log of the run, absolute; `nil`: there is none, or it was not kept.
    public internal(set) final var logfile: String?
    /// The same as an address that file managers and terminals open from other machines, `ssh://user@host/…`; known to the supervising
    /// process only.
    public internal(set) final var logfileurl: String?

    // MARK: What a job is made of

    /// Options of the job's own, beside those that every job has, whose values `options(_:)` gives. One that has the name or the letter of those (`--help` lists them) is never seen: theirs come first.
    open class var ownOptions: (any OwnOptions.Type)? { nil }

    /// Does the work.
    ///
    /// - Returns: one line about what was done; `nil`: nothing was, and no log is kept.
    open func execute() async throws -> String? { "done" }

    /// Tells whether the job is healthy, with `--healthcheck`: `nil`, or what is wrong in one line. As it stands, the last run
    /// must have ended well, and not longer ago than `maxhealthcheckage` says.
    ///
    /// Like the two methods below it may wait for others, a database for instance, but not for the main actor of a program whose `main` is not
    /// asynchronous: its thread is the one that waits.
    /// - Throws: whatever it likes; the job is unhealthy then.
    open func healthcheck() async throws -> String? { try await StandardHealth.answer(self) }

    /// When a repeating job runs again, asked after every run in the supervising process, unless the command line, the environment or the
    /// configuration say when; `nil`: at once.
    /// - Throws: whatever it likes; that is said on standard error, and the job runs again as its settings say.
    open func nextrun() async throws -> NextRun? { settings.nextrun }

    /// How old the last good run of a healthy job may be, asked by the health check unless the command line, the environment or the
    /// configuration say so; `nil`: as old as it likes.
    /// - Throws: whatever it likes; the job is unhealthy then.
    open func maxhealthcheckage() async throws -> HealthAge? {
        settings.maxhealthcheckage == classAge.duration ? classAge.age : settings.maxhealthcheckage.map(HealthAge.within)
    }

    /// The directory that holds the directories of all projects, absolute; `nil`: `$LOGS_DIRECTORY`, else `~/ll.sisyphus`.
    open func basedir() -> String? { settings.basedir }

    // MARK: The names of its files, in the directory of the job or absolute (`nil`: there is no such file)

    /// The log of a run.
    /// - Parameter standard: the usual name, `2026-11-23 17-45-29_768481.sisyphuslog`. Old logs are cleaned up only under such.
    open func logfilename(_ standard: String) -> String? { standard }

    /// The link to the log of the run that began last.
    open func currentloglinkname(_ standard: String) -> String? { standard }

    /// The link to the log of the last run with this outcome.
    open func lastloglinkname(_ status: Status, _ standard: String) -> String? { standard }

    /// The file that tells whether the last run ended well. Without it the records of runs tell `--healthcheck`.
    ///
    /// Who does not ask the program itself, as `sisyphus health` and a monitor that reads the file, looks for the usual name.
    open func healthfilename(_ standard: String) -> String? { standard }

    /// A copy of the mail about a run, as it was sent (RFC 5322), which the next mail replaces; as it stands there is none.
    ///
    /// In the original both processes collect in this file what belongs to the mail; here one process hears everything, and writes it.
    open func emailfilename() -> String? { nil }

    // MARK: What is shown and told, in the supervising process

    /// What `ps` shows for the supervisor.
    open func makeproctitle(_ standard: String) -> String { standard }

    /// Called when a run has begun.
    open func notifystart() {}

    /// Called when a run has ended.
    /// - Parameters:
    ///   - status: How it ended.
    ///   - result: What the result line of its log says.
    open func notifyfinish(_ status: Status, _ result: String) {}

    // MARK: Log

    /// Writes into the log of the run.
    public final var log: Log { Log() }
}
