/// Turns the bytes of a job and the supervisor's own words into the log: bytes, lines, events, rendered lines.
///
/// One journal per run. It opens nothing and reads no clock; it renders into its outputs, and the supervisor writes what waits there.
public final class Journal {
    private let settings: JournalSettings
    private let writer: LogWriter
    private var stdout: LineInterpreter
    private var stderr: LineInterpreter
    /// Reads what a library job tells.
    private var records: RecordInterpreter?
    private var childTask: LogTask?

    public init(_ settings: JournalSettings) {
        self.settings = settings
        writer = LogWriter(settings)
        stdout = LineInterpreter(.stdout, settings, writer)
        stderr = LineInterpreter(.stderr, settings, writer)
        records = settings.speaksInRecords ? RecordInterpreter(settings, lines: stdout, writer) : nil
    }

    /// Adds a destination; it gets the lines that are written from now on (delayed ones that wait included).
    public func add(_ output: RenderedOutput) { writer.add(output) }

    /// Adds somebody who gets the lines that go to people.
    public func add(_ sink: any EventSink) { writer.add(sink) }

    /// Adds somebody who gets every line and every task.
    public func add(_ observer: any JournalObserver) { writer.add(observer) }

    /// Keeps from now on what `trace` tells.
    public func beginTrace() { writer.trace = RunTrace() }

    /// The tasks of the run and what went wrong in them; `nil`: that is not kept.
    public var trace: RunTrace? { writer.trace }

    /// The task in which lines of the supervisor stand.
    public var ownTasks: [LogTask] { writer.ownTasks }

    /// Whether anybody gets the lines at all.
    public var hasListeners: Bool { writer.hasListeners }

    /// What is known about the run so far.
    public var facts: JournalFacts { writer.currentFacts }

    /// The last lines of the job, for reports.
    public var lastLines: LastLines { writer.lastLines }

    /// What the job failed by, if it has failed: the last exception that it logged, else the traceback at the end of its standard error.
    public var exception: JobException? {
        if !writer.exception.isEmpty {
            return JobException(logged: writer.exception.lines.map { writer.sanitizer.text($0) }, tasks: writer.exception.tasks.filter { !$0.isProcess })
        }
        return crash
    }

    /// What stands at the end of standard error alone: who was ended by a signal did not come to log why.
    public var crash: JobException? { crash(saying: writer.stderrTail.lines) }

    /// The same of what a job in this process said last.
    public func crash(saying lines: [String]) -> JobException? {
        settings.readsTracebacks ? JobException(stderr: lines, tasks: writer.stack.tasks.filter { !$0.isProcess }) : nil
    }

    /// Changes whenever the active tasks change (for process titles).
    public var taskVersion: Int { writer.stack.version }

    /// The job has been started: its lines stand below `child PID`.
    ///
    /// - Parameter attempt: which try it is, and how many there are at most; `nil`: there is only one.
    public func childStarted(pid: Int32, attempt: (number: Int, most: Int)? = nil) {
        var own: [LogTask] = []
        if settings.showsProcesses {
            let task = LogTask(type: "child", name: String(pid), index: settings.runNumber.map { $0 - 1 }, isProcess: true)
            childTask = task
            own.append(task)
        }
        if let attempt { own.append(LogTask(name: "try", index: attempt.number - 1, count: attempt.most, isProcess: true)) }
        if own.isEmpty { return }
        writer.stack.surround(by: own)
        records?.surrounding = own
    }

    /// A try is over, another one will speak: nothing that this one said decides about the outcome of the run.
    public func endTry() {
        endTasks()
        writer.endTry()
        stdout = LineInterpreter(.stdout, settings, writer)
        stderr = LineInterpreter(.stderr, settings, writer)
        if records != nil { records = RecordInterpreter(settings, lines: stdout, writer) }
    }

    // MARK: The job speaks

    /// Bytes that were read from the job; all lines that end in them carry this stamp.
    public func consume(_ bytes: UnsafeRawBufferPointer, from stream: JobStream, at stamp: Stamp) {
        writer.now = stamp
        if let records, stream == .stdout { return records.read(bytes) }
        lines(of: stream).read(bytes)
    }

    /// A record that does not come through the output of the job, because the job is in the same process.
    public func take(_ record: JobRecord, at stamp: Stamp) {
        writer.now = stamp
        records?.obey(record)
    }

    /// Whether a line has begun that `flushUnfinished` would show.
    public func hasUnfinished(_ stream: JobStream) -> Bool {
        lines(of: stream).hasUnfinished || stream == .stdout && records?.hasUnfinished == true
    }

    /// Shows a line whose end has not come for a while. What still comes of it is marked; directives and progress bars wait for their end.
    public func flushUnfinished(_ stream: JobStream, at stamp: Stamp) {
        writer.now = stamp
        if stream == .stdout { records?.flush() }
        lines(of: stream).flush()
    }

    /// Nothing more will come from this stream: a last line without line feed counts.
    public func end(of stream: JobStream, at stamp: Stamp) {
        writer.now = stamp
        if stream == .stdout { records?.flush() }
        lines(of: stream).end()
    }

    /// The job has ended: so have all of its tasks.
    public func endTasks() {
        writer.trace?.endedAll(at: writer.now.elapsed)
        writer.stack.endAll()
        records?.endTasks()
    }

    @inline(__always)
    private func lines(of stream: JobStream) -> LineInterpreter { stream == .stdout ? stdout : stderr }

    // MARK: sisyphus speaks

    /// Which of the two processes sisyphus speaks as.
    public enum Speaker: Sendable { case parent, child }

    /// Logs a line of sisyphus's own (several, if the text has several; blank ones at its beginning and end are dropped).
    ///
    /// - Parameter delayed: it waits for the first line that is not delayed.
    public func log(_ text: String, tags: [String], as speaker: Speaker, at stamp: Stamp, delayed: Bool = false) {
        let lines = text.linesOfText
        if lines.isEmpty, !delayed { openGate(at: stamp) }
        let tasks = speaker == .child ? childTask.map { [$0] } ?? writer.ownTasks : writer.ownTasks
        for (position, line) in lines.enumerated() {
            let event = Event(
                stamp: stamp, source: .supervisor, tasks: tasks, tags: tags.filter { $0 != ReservedTags.delay }, text: Array(line.utf8),
                continues: position > 0)
            writer.write(event, delayed: delayed)
        }
    }

    // MARK: Delayed lines

    /// Writes the delayed lines; later ones are written at once. `stamp`: for what is said about them.
    public func openGate(at stamp: Stamp) { writer.openGate(at: stamp) }

    /// Writes the delayed lines of a job that has ended if an error is among them, which decides about the outcome.
    public func openGateForErrors(at stamp: Stamp) { writer.openGateForErrors(at: stamp) }

    /// Shows what waits of the supervisor's own lines in one output, which shows that the run has begun before it says anything; others get them
    /// when the gate opens.
    public func showStart(in output: RenderedOutput) { writer.showStart(in: output) }

    /// Forgets the delayed lines of a run in which nothing else was logged.
    public func discardDelayed() { writer.discardDelayed() }

    /// Writes the kept ends of outputs that had become too large. Call it when the result line is logged; what is logged later is written without limit.
    public func finish(at stamp: Stamp) { writer.finish(at: stamp) }
}
