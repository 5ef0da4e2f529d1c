import SisyphusCore
import SisyphusFleet
import SisyphusNotify
import SisyphusTemplates
import SisyphusUnix

/// One run of the job: starts it, reads it, ends it, closes it. The loop performs what `RunState` decides.
final class Run {
    let context: JobContext
    let id: String
    let clock: RunClock
    /// Marks what a library job tells in records.
    let recordKey: RecordKey?
    let journal: Journal
    var state: RunState
    let files: RunFiles
    /// Formats the lines of text logs in place of the default format.
    let lineTemplate: LineTemplate?
    var log: LogFile?
    /// Files that a library job wants the log to be written to besides.
    var extraLogs: [LogFile] = []
    /// The keys for a job with a terminal of its own.
    var typing: Typing?
    /// Whether the log tells of the start yet, whatever the job prints.
    private var startIsShown = false
    /// What is rendered for descriptors that others read.
    var copies: [(output: RenderedOutput, stream: StreamQueue)] = []
    /// Those for standard output and standard error.
    var copyOutputs: [Int32: RenderedOutput] = [:]
    /// Where the job's bytes are shown as they are.
    var plainCopies: (stdout: StreamQueue, stderr: StreamQueue)?
    var outputs: [JobOutput] = []
    var keeper: Keeper?
    var orphans: TreeKiller?
    var ending: Termination?
    /// What is to be shown on standard error when the run is closed.
    var reportText: String?
    var usage = ResourceUsage()
    /// Of the tries before this one.
    private(set) var earlierUsage = ResourceUsage()
    private(set) var retries: RetryPlan
    let checks: OutputChecks?
    /// Lines of the tries before this one.
    private(set) var earlierLines = 0
    var jobPID: Int32?
    /// What the processes are in that have limits.
    var controlGroup: ControlGroup?
    /// What that had counted when this try began.
    var useBefore = TreeUse()
    /// How the runs before this one ended.
    lazy var lastEnds = context.store.lastEnds(context.unwritten)
    /// Looked at once the job runs.
    var around: RunSurroundings?
    /// The tasks that the title shows.
    var shownTasks = 0
    var inProcess = InProcessState()
    /// How long the service that this is may take to end.
    var stopQuestion: SystemdUnit.StopQuestion?
    /// `nil`: nobody is to be told anything.
    private(set) var notifier: Notifier?

    private var poll = Poll()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)

    init(context: JobContext, number: Int?) throws(StartFailure) {
        self.context = context
        clock = RunClock(utc: context.settings.utc)
        id = context.announcedID ?? RunID.new(start: clock.start)
        context.announcedID = nil
        var settings = JournalSettings(context.settings, supervisorPID: Processes.ownID, runNumber: number)
        recordKey = context.library.map { _ in RecordKey(random: Entropy.bytes(10)) }
        settings.routing = Channels.routingTags
        settings.clockOrigin = clock.origin
        settings.speaksInRecords = context.library != nil
        settings.recordKey = context.library?.inProcess == nil ? recordKey : nil
        journal = Journal(settings)
        context.library?.observers.forEach(journal.add)
        var limits = RunLimits(context.settings)
        if context.fleet != nil { limits.endsWithoutLock = context.settings.fleetLock.whenLost == .end }
        state = RunState(limits: limits)
        retries = RetryPlan(context.settings)
        checks = context.settings.checks.isOn ? try OutputChecks(context.settings.checks) : nil
        lineTemplate = try LineFormat.template(context, start: clock.start)
        files = try RunFiles(context: context, id: id, start: clock.start)
        if let checks { journal.add(checks) }
        if context.settings.notify.hasAny {
            _ = try neededNotifier()
            if context.settings.notify.telemetry.isUsed { journal.beginTrace() }
        }
    }

    /// The notifier, made if there is none yet.
    func neededNotifier() throws(StartFailure) -> Notifier {
        if let notifier { return notifier }
        let made = Notifier(context, base: try BaseDirectory.path(option: context.settings.basedir), runID: id, start: clock.start)
        made.follow(context.earlier.last)
        notifier = made
        journal.add(made.own)
        return made
    }

    deinit {
        buffer.deallocate()
    }

    /// Runs the job to its end and closes the run.
    ///
    /// - Throws: `StartFailure` if the command cannot even be tried; nothing was run then.
    func perform() throws(StartFailure) -> RunResult {
        try exclusively { () throws(StartFailure) in
            try open()
            launch()
            context.library?.delegate.runBegan()
            notifier?.runBegan(log: log?.path, after: context.unwritten)
        }
        while ending == nil { turn() }
        return exclusively { close() }
    }

    /// Where the job works in this process, its threads must not come in between.
    private func exclusively<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard let work = context.library?.inProcess else { return try body() }
        return try work.exclusively(body)
    }

    // MARK: - The loop

    /// Waits for something to happen and handles it. Streams come before the keeper, so that what a job printed stands before
    /// its end; but nothing is read before the keeper has told that the job runs, since lines bear the job's process id.
    private func turn() {
        let patience = exclusively {
            watch()
            return timeLeft()
        }
        poll.wait(microseconds: patience)
        exclusively { react() }
    }

    private func react() {
        let stamp = clock.stamp
        for output in outputs where output.restEnd.map({ stamp.elapsed >= $0 }) ?? output.fd.map(poll.isReady) ?? false { read(output, at: stamp) }
        for output in outputs { showUnfinished(output, at: stamp) }
        if let keeper, poll.isReady(keeper.channel) { hear(keeper, at: stamp) }
        // One that comes with the end is left to whoever waits next.
        if ending == nil, poll.isReady(context.signals.fd) { receiveSignals(at: stamp) }
        stepOrphans(at: stamp)
        if let work = context.library?.inProcess { stepInProcess(work, at: stamp) }
        if let fleet = context.fleet { watch(fleet, at: stamp) }
        notifier?.turn(at: stamp.elapsed, poll)
        typing?.turn(poll)
        context.turnStreams(poll)
        sayGivenUp(at: stamp)
        handle(.tick, at: stamp)
        showStart(at: stamp)
        showTasks()
        flush(at: stamp)
        context.progress?.turn()
    }

    func showTasks() {
        guard journal.taskVersion != shownTasks else { return }
        context.progress?.show(journal.facts.activeTasks.filter { !$0.isProcess })
        showTitle(nil)
    }

    private func watch() {
        poll.removeAll()
        poll.add(context.signals.fd)
        if let work = context.library?.inProcess { poll.add(work.fd) }
        if let keeper, !keeper.isLost { poll.add(keeper.channel) }
        if state.phase != .starting { for output in outputs { if let fd = output.waitingFD { poll.add(fd) } } }
        typing?.addDescriptors(to: &poll)
        context.addStreams(to: &poll)
        if let fleet = context.fleet { for fd in fleet.descriptors { poll.add(fd) } }
        notifier?.addDescriptors(to: &poll)
    }

    private func timeLeft() -> Int64? {
        let now = clock.now
        var next = state.deadline
        func consider(_ time: Int64?) { if let time { next = min(next ?? time, time) } }
        if log != nil, !startIsShown { consider(Self.silentStart) }
        for output in outputs {
            consider(output.silenceDeadline)
            consider(output.restEnd)
        }
        consider(log?.retryAt)
        for log in extraLogs { consider(log.retryAt) }
        consider(notifier?.deadline)
        consider(orphans?.deadline)
        consider(inProcess.patience)
        if let due = context.streamDeadline { consider(now + due - SystemClock.monotonicMicroseconds()) }
        return next.map { max(0, $0 - now) }
    }

    private func read(_ output: JobOutput, at stamp: Stamp) {
        switch output.read(into: buffer) {
        case .bytes(let count):
            output.goOn()
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if let plainCopies { (output.stream == .stderr ? plainCopies.stderr : plainCopies.stdout).append(bytes) }
            journal.consume(bytes, from: output.stream, at: stamp)
            output.noteLine(unfinished: journal.hasUnfinished(output.stream), at: stamp)
            handle(.output, at: stamp)
        case .nothing:
            break
        case .end where output.isTerminal:
            if output.restEnd == nil {
                journal.end(of: output.stream, at: stamp)
                handle(.endOfOutput, at: stamp)
            }
            output.pause(at: stamp)
        case .end:
            endOutput(output, at: stamp)
        case .failed(let error):
            say(.outputUnreadable(output.stream, "\(error)"), at: stamp)
            endOutput(output, at: stamp)
        }
    }

    /// Whoever looks at the log of a job that is silent for long sees what was started. A run that is over before costs nothing for it.
    private func showStart(at stamp: Stamp) {
        guard let log, !startIsShown, stamp.elapsed >= Self.silentStart else { return }
        startIsShown = true
        journal.showStart(in: log.output)
    }

    /// Microseconds.
    private static let silentStart: Int64 = 1_000_000

    private func endOutput(_ output: JobOutput, at stamp: Stamp) {
        // It writes where that reads.
        if output.isTerminal { typing = nil }
        output.close()
        journal.end(of: output.stream, at: stamp)
        if outputs.allSatisfy({ $0.fd == nil }) { handle(.endOfOutput, at: stamp) }
    }

    private func showUnfinished(_ output: JobOutput, at stamp: Stamp) {
        guard let deadline = output.silenceDeadline, stamp.elapsed >= deadline else { return }
        journal.flushUnfinished(output.stream, at: stamp)
        output.noteLine(unfinished: false, at: stamp)
    }

    private func hear(_ keeper: Keeper, at stamp: Stamp) {
        for event in keeper.receive() {
            if case .exited = event { readRest(at: stamp) }
            handle(note(event, at: stamp), at: stamp)
        }
    }

    /// What a job wrote to a terminal that was closed before. As much as a terminal holds is read: whoever is left may write on for ever.
    private func readRest(at stamp: Stamp) {
        for output in outputs where output.restEnd != nil {
            var count = 0
            repeat {
                read(output, at: stamp)
                count += 1
            } while output.fd != nil && output.restEnd == nil && count < 64
        }
    }

    private func receiveSignals(at stamp: Stamp) {
        for signal in context.signals.read() {
            if signal == Signal.childEnded {
                if keeper?.wakeIfStopped() == true { say(RunWarning.keeperStopped, at: stamp) }
                context.fleet?.childEnded()
                if let grace = stopQuestion?.answer() { handle(.stopGrace(grace), at: stamp) }
                // Children of a job in this process, or of what runs beside it, are for themselves to wait for.
                if context.library?.mayHaveChildren != true {
                    Orphans.reap(except: [keeper?.pid].compactMap { $0 } + couriers)
                }
            } else if signal == Signal.windowChanged, let typing {
                typing.resize()
            } else {
                if Signal.endsRun(signal) { context.service?.stop(grace: state.stopTime) }
                handle(.signal(signal), at: stamp)
            }
        }
    }

    /// Children that are no part of the job.
    var couriers: [Int32] { [notifier?.courierPID, stopQuestion?.pid].compactMap { $0 } + context.couriers }

    // MARK: Further tries

    /// A try has ended; another one may follow.
    ///
    /// - Returns: whether it does.
    func triesAgain(after ending: Termination, at stamp: Stamp) -> Bool {
        closeOutputs(at: stamp)
        let facts = journal.facts
        let outcome = judge(ending, facts, exception(after: ending, facts))
        let number = retries.attempt
        switch retries.decide(outcome, ending, at: stamp.elapsed) {
        case .over: return false
        case .noTime:
            say("no time is left for another try (--maxtime)", tags: ["sisyphus", "retry"], at: stamp)
            return false
        case .again(let pause):
            let words = "try \(number) of \(retries.most): \(outcome.line); the next one begins in \(TimeSpanText.words(microseconds: pause))"
            say(words, tags: ["sisyphus", "retry", "warning"], at: stamp)
            journal.endTry()
            earlierLines = facts.lines
            checks?.begin()
            useBefore = controlGroup?.use ?? useBefore
            earlierUsage = earlierUsage + usage
            (usage, keeper, orphans, outputs, jobPID) = (ResourceUsage(), nil, nil, [], nil)
            if pause > 0 { files.noteRetry(at: Timestamp(microseconds: stamp.time.microseconds + pause, utcOffset: stamp.time.utcOffset)) }
            handle(.retry(at: stamp.elapsed + pause), at: stamp)
            showTitle("Waiting for try \(retries.attempt) of \(retries.most)")
            return true
        }
    }

    private func stepOrphans(at stamp: Stamp) {
        guard let orphans else { return }
        guard let remaining = orphans.step(now: stamp.elapsed) else { return }
        self.orphans = nil
        handle(.orphansEnded(ProcessList(remaining)), at: stamp)
    }

    private func watch(_ fleet: FleetLock, at stamp: Stamp) {
        fleet.turn()
        for warning in fleet.takeWarnings() { say(warning, at: stamp) }
        if let loss = fleet.loss { handle(.lockLost(loss), at: stamp) }
    }

    func handle(_ input: RunInput, at stamp: Stamp) {
        for effect in state.handle(input, at: stamp.elapsed) { perform(effect, at: stamp) }
    }

    func flush(at stamp: Stamp) {
        log?.flush(now: stamp.elapsed)
        for log in extraLogs { log.flush(now: stamp.elapsed) }
        for copy in copies where !copy.output.pending.isEmpty { copy.stream.take(copy.output.pending) }
    }
}
