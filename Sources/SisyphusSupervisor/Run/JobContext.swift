import SisyphusCore
import SisyphusCrontab
import SisyphusFleet
import SisyphusSchedule
import SisyphusUnix

/// What all runs of one `sisyphus run` share.
final class JobContext {
    let settings: RunSettings
    var store: JobStore
    let signals: SignalReader
    /// Held by this process; `nil`: not yet, or it was given up.
    var lock: JobLock?
    let caller: Caller
    /// The job's own part in a run, if it is written in Swift.
    let library: LibraryJob?
    /// The source of the template for log lines.
    let lineFormat: String?
    /// Records that could not be written so far, oldest first; each run tries again.
    var unwritten: [RunRecord] = []
    /// Those of runs before this one whose couriers are still at work.
    var earlier: [Notifier] = []
    let statusPage = StatusPage()
    /// `nil`: no service manager listens.
    let service = ServiceManager()
    /// Processes beside the job.
    var couriers: [Int32] {
        let pids = earlier.compactMap(\.courierPID) + statusPage.pids
        return fleet.map { pids + [$0.pid] } ?? pids
    }
    /// What is written to those who read it elsewhere. All runs share them, so that none waits for a reader.
    private var streams: [StreamQueue] = []
    /// The live line that shows how far the job is.
    var progress: ProgressLine? { didSet { for stream in streams { stream.cover = progress } } }
    /// How long the start waited for the lock, in microseconds; `nil`: it did not.
    var lockWait: Int64?
    /// The same for `--jitter`, of the first run, and for a place in the group.
    var jitter: Int64?
    var groupWait: Int64?
    /// The place in the group of the run that goes on, or begins.
    var groupPlace: OpenFile?
    /// The lock of all hosts, how long it was waited for, and the id that others were told of the run that has it.
    var fleet: FleetLock?
    var fleetWait: Int64?
    var announcedID: String?
    /// Why the next run goes on without that lock.
    var lockAway: String?
    /// The scheduled moment that the start of this process was for; that of no later run.
    var slot: Timestamp?
    /// What the crontabs say of the line that this process was started for. They are read when this is asked for first, which no start waits for.
    private(set) lazy var crontabLine: (schedule: JobSchedule, entry: CrontabIndex.Entry)? = {
        guard let line = settings.shellUse.line, let base = try? BaseDirectory.path(option: settings.basedir),
            let entry = CrontabLookup.line(of: line, base: base, tell: complain), let schedule = entry.schedule.flatMap({ try? JobSchedule($0) })
        else { return nil }
        return (schedule, entry)
    }()

    /// The most records that wait to be written.
    private static let mostUnwritten = 100

    /// Appends a record, after those that still wait. What cannot be written now waits for the next run.
    ///
    /// - Returns: why it could not be written.
    func append(_ record: RunRecord) -> SystemError? {
        var failure = appendWaiting()
        if failure == nil { do throws(SystemError) { try store.append(record) } catch { failure = error } }
        if failure != nil { keep(record) }
        return failure
    }

    /// Has a record wait for the next one that is appended.
    func keep(_ record: RunRecord) { unwritten = (unwritten + [record]).suffix(Self.mostUnwritten) }

    /// Appends the records that wait, but none that is there: whoever was to write it may have been killed after that, or have been told of an error.
    func appendWaiting() -> SystemError? {
        do throws(SystemError) {
            while let record = unwritten.first {
                if try store.lastRecord(where: { $0.id == record.id }) == nil { try store.append(record) }
                unwritten.removeFirst()
            }
            return nil
        } catch {
            return error
        }
    }

    /// The newest records of the job, those that wait included; `nil`: they cannot be read.
    var tail: RecordTail? { try? RecordTail(in: store.directory, unwritten: unwritten) }

    /// That the job, or all jobs, are paused now.
    ///
    /// - Parameter isAskedAgain: what cannot be understood was told before.
    func pause(isAskedAgain: Bool = false) -> Pause? {
        SteeringFiles.pause(of: store.directory, now: SystemClock.wall()) { if !isAskedAgain { complain($0) } }
    }

    /// What `run.state` begins with, of a run or of the time between two.
    func state(_ id: String) -> RunStateFile {
        var state = RunStateFile(id: id)
        state.host = Processes.hostName
        state.bootID = Processes.bootID
        state.pidNamespace = Processes.pidNamespace
        state.supervisor = RunStateFile.ProcessMark(of: Processes.ownID)
        state.program = settings.command
        state.maxtime = settings.maxtime?.microseconds
        state.repeats = settings.repeats
        state.unwritten = unwritten
        return state
    }

    /// Shows that no run goes on, and what is waited for. Where records could not be written the file stays theirs.
    func showWaiting(_ waiting: RunStateFile.Waiting, title: String? = nil) {
        if let title, settings.proctitle { ProcessTitle.set(ProcessTitle.original + " :: " + title) }
        if let title { service?.show(title) }
        guard unwritten.isEmpty else { return }
        var state = state(RunID.new(start: SystemClock.wall()))
        state.waiting = waiting
        try? store.write(state)
    }

    /// The waiting is over and no run follows.
    func hideWaiting() { if unwritten.isEmpty { try? store.removeState() } }

    /// The run is over: another one of the group may begin.
    func leaveGroup() {
        groupPlace?.unlock()
        groupPlace = nil
    }

    /// Nothing is run any more: other hosts and other starts may.
    func unlock() {
        fleet?.release()
        fleet = nil
        lock?.release()
    }

    /// Variables that secrets are read from: nobody else gets them.
    var secretVariables: Set<String> {
        settings.notify.secretVariables.union(library?.secretVariables ?? []).union(settings.fleetLock.secretVariables)
    }

    /// Whether this process has read anything that the job must not know: its memory holds it.
    var hasSecrets: Bool { !settings.notify.secrets.isEmpty || settings.fleetLock.password != nil || !secretVariables.isEmpty }

    /// What programs get that are started beside the job: what this process was started with, without options and secrets.
    var environment: EnvironmentVector {
        var environment = EnvironmentVector.inherited(
            without: OptionRow.environmentPrefix, names: secretVariables)
        environment.set("SISYPHUS_RUN_PROJECT", settings.projectname)
        environment.set("SISYPHUS_RUN_JOB", JobPlace(settings).directoryName)
        return environment
    }

    /// Makes the directory again that was removed or renamed under a job that runs again and again, and takes the lock there.
    func moveIn() throws(StartFailure) -> JobLock.Attempt {
        complain("\(store.directory.path) was removed or renamed; it is made again")
        let old = lock
        lock = nil
        store = try JobStore.make(settings)
        let attempt = try JobLock.take(self)
        if case .held(let new) = attempt { lock = new }
        old?.release()
        return attempt
    }

    init(
        settings: RunSettings, store: JobStore, signals: SignalReader, caller: Caller, library: LibraryJob? = nil, lineFormat: String?
    ) {
        self.lineFormat = lineFormat
        self.settings = settings
        self.store = store
        self.signals = signals
        self.caller = caller
        self.library = library
        slot = ScheduledStart.slot(settings.scheduling, in: store)
        service?.turn()
    }

    func stream(_ fd: Int32) -> StreamQueue {
        stream(fd == 1 ? "standard output" : fd == 2 ? "standard error" : "descriptor \(fd)", .complaints) { BoundedWriter(fd) }
    }

    /// The same for a copy of the log or of what the job prints.
    func copyStream(_ fd: Int32) -> StreamQueue {
        let stream = stream(fd)
        stream.carryCopy(patience: settings.patience(with: Terminal.isTerminal(fd) ? .terminal : .copy).microseconds)
        return stream
    }

    func stream<Failure: Error>(
        _ name: String, _ reader: ReaderKind = .copy, _ writer: () throws(Failure) -> BoundedWriter
    ) throws(Failure) -> StreamQueue {
        if let stream = streams.first(where: { $0.name == name }) { return stream }
        let stream = StreamQueue(try writer(), name: name, directory: store.directory, patience: settings.patience(with: reader).microseconds)
        stream.cover = progress
        streams.append(stream)
        return stream
    }

    var openStreams: [StreamQueue] { streams }

    /// Readers that were given up since the last time this was asked.
    func takeGivenUp() -> [StreamQueue] { streams.filter { $0.takeGivenUp() } }

    func addStreams(to poll: inout Poll) {
        for stream in streams { if let fd = stream.waitingFD { poll.add(fd, for: .writing) } }
    }

    func turnStreams(_ poll: Poll) {
        for stream in streams { stream.turn(poll) }
        service?.turn()
    }

    /// When a stream is to be turned at the latest (microseconds of the monotonic clock).
    var streamDeadline: Int64? {
        var next = progress?.deadline
        if let deadline = service?.deadline { next = min(next ?? deadline, deadline) }
        for stream in streams { if let deadline = stream.deadline { next = min(next ?? deadline, deadline) } }
        return next
    }

    /// Says on standard error what went wrong without stopping the job.
    func complain(_ sentence: String) { stream(2).append("\(errIsJournal ? "<4>" : "")sisyphus: \(sentence)\n") }

    /// Shows on standard error why a run did not end well. The journal takes it for an error (sd-daemon(3)).
    func report(_ text: String) {
        let mark = errIsJournal ? "<3>" : ""
        stream(2).append(mark.isEmpty ? text : text.split(separator: "\n").map { "\(mark)\($0)\n" }.joined())
    }

    private lazy var errIsJournal = Descriptors.leadsToJournal(2)

    /// Bytes of this run that nobody took, by reader.
    var dropped: [(reader: String, count: Int)] {
        streams.filter { $0.newlyDropped > 0 }.map { ($0.name, $0.newlyDropped) }.sorted { $0.0 < $1.0 }
    }

    /// The run is over: what is dropped from now on belongs to the next one.
    func forgetDropped() { for stream in streams { stream.forgetDropped() } }

    func shortenPatience(to patience: Int64) {
        for stream in streams { stream.shortenPatience(to: patience) }
    }

    /// Lets readers of the streams that move take the rest. To be called without the lock.
    /// - Parameter limit: for all of it, in microseconds; `nil`: as long as each one moves.
    func letReadersTakeTheRest(limit: Int64? = nil) {
        StreamQueue.letReadersTakeTheRest(streams, limit: limit, signals: signals, service)
    }
}

/// What the supervisor got from whoever started it, and hands on to the job.
struct Caller {
    /// The command and its arguments, byte for byte.
    let argv: ArgumentVector
    let umask: UInt16
    let stdoutIsTerminal: Bool

    /// - Parameter sharesProcess: with code of others, whose files have their umask.
    init(_ settings: RunSettings, sharesProcess: Bool) {
        let words = Array(ProcessTitle.arguments.dropFirst(settings.commandStart))
        argv = ArgumentVector(settings.shellUse.line != nil ? [Array(settings.shellUse.shell.utf8)] + words : words)
        // The first title will be written over it.
        _ = ProcessTitle.original
        umask = sharesProcess ? File.umask : File.setUmask(0o077)
        stdoutIsTerminal = Terminal.isTerminal(1)
    }
}
