/// Turns the bytes of a job and the supervisor's own words into the log: bytes, lines, events, rendered lines.
///
/// One journal per run. It opens nothing and reads no clock; it renders into its outputs, and the supervisor writes what waits there.
public final class Journal {
    let settings: JournalSettings
    let sanitizer: Sanitizer
    private(set) var outputs: [RenderedOutput] = []
    private var sinks: [any EventSink] = []
    private var observers: [any JournalObserver] = []
    private var needsJSON = false
    private var templates: [LineTemplate] = []

    private let stdout: JobVoice
    private let stderr: JobVoice
    var stack = TaskStack()
    private var gate = DelayGate()
    var known = JournalFacts()
    /// What a library job has told in records.
    var records: JobSpeech?
    private var times = StampText()
    private(set) var childTask: LogTask?
    /// The moment of the bytes that are being read.
    var now = Stamp(time: Timestamp(microseconds: 0), elapsed: 0)

    /// The last lines of the job, for reports.
    public let lastLines: LastLines

    public init(_ settings: JournalSettings) {
        self.settings = settings
        sanitizer = Sanitizer(escapes: settings.escapes)
        stdout = JobVoice(stream: .stdout, settings: settings)
        stderr = JobVoice(stream: .stderr, settings: settings)
        lastLines = LastLines(limit: settings.lastLines)
        if settings.speaksInRecords { records = JobSpeech(key: settings.recordKey) }
    }

    /// Adds a destination; it gets the lines that are written from now on (delayed ones that wait included).
    public func add(_ output: RenderedOutput) {
        outputs.append(output)
        if let template = output.template { templates.append(template) }
        if output.format == .json, !needsJSON {
            needsJSON = true
            stack.invalidate()
        }
    }

    /// Adds somebody who gets the lines that go to people.
    public func add(_ sink: any EventSink) {
        sinks.append(sink)
    }

    /// Adds somebody who gets every line and every task.
    public func add(_ observer: any JournalObserver) {
        observers.append(observer)
    }

    /// Whether anybody gets the lines at all.
    public var hasListeners: Bool { !outputs.isEmpty || !sinks.isEmpty || !observers.isEmpty }

    /// What is known about the run so far.
    public var facts: JournalFacts {
        var facts = known
        facts.activeTasks = stack.tasks
        facts.undelayed = gate.isOpen
        return facts
    }

    /// Changes whenever the active tasks change (for process titles).
    public var taskVersion: Int { stack.version }

    /// The job has been started: its lines stand below `child PID`.
    public func childStarted(pid: Int32) {
        guard settings.showsProcesses else { return }
        childTask = LogTask(
            type: "child", name: String(pid), index: settings.runNumber.map { $0 - 1 }, isProcess: true)
        stack.setProcess(childTask)
        records?.forgetContexts()
    }

    // MARK: The job speaks

    /// Bytes that were read from the job; all lines that end in them carry this stamp.
    public func consume(_ bytes: UnsafeRawBufferPointer, from stream: JobStream, at stamp: Stamp) {
        now = stamp
        if records?.filter != nil, stream == .stdout { return consumeRecords(bytes) }
        consumePlain(bytes, from: stream)
    }

    @inline(__always)
    func consumePlain(_ bytes: UnsafeRawBufferPointer, from stream: JobStream) {
        known.bytes += bytes.count
        voice(stream).splitter.split(bytes, for: self)
    }

    /// Whether a line has begun that `flushUnfinished` would show.
    public func hasUnfinished(_ stream: JobStream) -> Bool {
        voice(stream).splitter.canFlush || stream == .stdout && records?.filter?.isHolding == true
    }

    /// Shows a line whose end has not come for a while. What still comes of it is marked; directives and progress bars wait for their end.
    public func flushUnfinished(_ stream: JobStream, at stamp: Stamp) {
        now = stamp
        if stream == .stdout { flushRecords() }
        voice(stream).splitter.flush(for: self)
    }

    /// Nothing more will come from this stream: a last line without line feed counts.
    public func end(of stream: JobStream, at stamp: Stamp) {
        now = stamp
        if stream == .stdout { flushRecords() }
        voice(stream).splitter.end(for: self)
    }

    /// The job has ended: so have all of its tasks.
    public func endTasks() {
        stack.endAll()
        records?.tasks.endAll()
    }

    @inline(__always)
    func voice(_ stream: JobStream) -> JobVoice {
        stream == .stdout ? stdout : stderr
    }

    // MARK: Delayed lines

    /// Writes the delayed lines; later ones are written at once. `stamp`: for what is said about them.
    public func openGate(at stamp: Stamp) {
        guard !gate.isOpen else { return }
        let leftOut = gate.leftOut
        let (own, events) = gate.open()
        own.forEach(write)
        if leftOut > 0 {
            known.leftOutDelayed = leftOut
            let text = "\(grouped(leftOut)) delayed lines were left out, because more than 1 MiB of them had been waiting"
            write(
                Event(
                    stamp: stamp, source: .supervisor, tasks: processTask(.parent), tags: ["sisyphus", "info"], text: Array(text.utf8)))
        }
        events.forEach(write)
    }

    /// Writes the delayed lines of a job that has ended if an error is among them, which decides about the outcome.
    public func openGateForErrors(at stamp: Stamp) {
        if gate.hasHeldError { openGate(at: stamp) }
    }

    /// Forgets the delayed lines of a run in which nothing else was logged.
    public func discardDelayed() {
        gate.discard()
    }

    // MARK: Lines on their way

    /// A line of the job in its context.
    func accept(_ text: UnsafeRawBufferPointer, _ context: LineContext) {
        known.lines += 1
        if context.isDelayed, !gate.isOpen {
            gate.hold(event(text, context))
            return
        }
        openGate(at: now)
        count(context)
        if let tasks = context.tasks {
            context.prefix.update(now, tasks: tasks, tags: context.tags, needsJSON: needsJSON, with: &times)
        } else {
            context.prefix.update(now, stack, tags: context.tags, needsJSON: needsJSON, with: &times)
        }
        render(text, context.prefix, source: context.source)
        if context.isForSinks, !sinks.isEmpty { send(event(text, context)) }
        if !observers.isEmpty { show(event(text, context)) }
    }

    private func count(_ context: LineContext) {
        if context.isException, !context.continues { known.exceptions += 1 }
        if context.isRouted { known.routedLines += 1 }
        if context.tags.first == ReservedTags.stderr { known.stderrLines += 1 }
    }

    private func event(_ text: UnsafeRawBufferPointer, _ context: LineContext) -> Event {
        Event(
            stamp: now, source: context.source, tasks: context.tasks ?? stack.tasks, tags: context.tags, text: Array(text),
            continues: context.continues)
    }

    /// A line of the supervisor, now or delayed.
    func accept(_ event: Event, delayed: Bool) {
        if delayed, !gate.isOpen {
            gate.hold(event)
            return
        }
        openGate(at: event.stamp)
        if event.tags.contains("warning") { known.warningsOfOurs += 1 }
        write(event)
    }

    /// A line that need not wait (any longer).
    private func write(_ event: Event) {
        let context = LineContext(source: event.source, tags: event.tags, continues: event.continues)
        if event.source != .supervisor {
            count(context)
        } else if context.isException, !context.continues {
            known.exceptions += 1
        }
        context.prefix.render(event.stamp, event.tasks, tags: event.tags, needsJSON: needsJSON, with: &times)
        event.text.withUnsafeBytes { render($0, context.prefix, source: event.source) }
        if context.isForSinks { send(event) }
        if !observers.isEmpty { show(event) }
    }

    private func send(_ event: Event) {
        for sink in sinks { sink.receive(event) }
    }

    private func show(_ event: Event) {
        for observer in observers { observer.receive(event) }
    }

    /// Tells of a task of a library job.
    func show(began tasks: [LogTask]) {
        for observer in observers { observer.taskBegan(tasks) }
    }

    func show(ended tasks: [LogTask]) {
        for observer in observers { observer.taskEnded(tasks) }
    }

    private func render(_ text: UnsafeRawBufferPointer, _ prefix: LinePrefix, source: Event.Source) {
        let bytes = text.bindMemory(to: UInt8.self)
        let isClean = bytes.baseAddress.map { Sanitizer.isClean($0, $0 + bytes.count) } ?? true
        var shown = text
        let sanitized = isClean ? nil : ByteBuffer(capacity: text.count + 64)
        if let sanitized {
            sanitizer.append(text, to: sanitized)
            shown = sanitized.bytes
        }
        for output in outputs { output.append(text, shown: shown, prefix, sanitizer) }
        if source != .supervisor { lastLines.append(shown, isShowable: true) }
        if !templates.isEmpty { tellFailures(at: prefix.stamp ?? now) }
        withExtendedLifetime(sanitized) {}
    }

    /// A template that fails is given up with one warning.
    private func tellFailures(at stamp: Stamp) {
        for template in templates {
            guard let failure = template.takeFailure() else { continue }
            known.warningsOfOurs += 1
            let text = "the template of --formatlogline failed, lines have the default format from here on: \(failure)"
            let shown = sanitizer.text(Array(text.utf8.prefix(1000)))
            write(Event(stamp: stamp, source: .supervisor, tasks: processTask(.parent), tags: ["sisyphus", "warning"], text: Array(shown.utf8)))
        }
    }

    /// Plain lines: nothing here is paid per line but what the outputs copy.
    @inline(__always)
    func accept(_ batch: LineBatch, _ voice: JobVoice) {
        if !gate.isOpen { openGate(at: now) }
        let count = batch.bounds.count
        known.lines += count
        let context = voice.plain
        if !context.tags.isEmpty { known.stderrLines += count }
        context.prefix.update(now, stack, tags: context.tags, needsJSON: needsJSON, with: &times)
        for output in outputs { output.append(batch, context.prefix, sanitizer) }
        lastLines.append(batch, isRaw: settings.isRaw)
        if !templates.isEmpty { tellFailures(at: now) }
        if !observers.isEmpty {
            for index in 0..<batch.bounds.count { show(event(batch.line(index), context)) }
        }
        voice.previous = context
    }

    // MARK: The end

    /// Writes the kept ends of outputs that had become too large. Call it when the result line is logged; what is logged later is written without limit.
    public func finish(at stamp: Stamp) {
        for output in outputs {
            output.finish { lines, bytes, limit in
                let prefix = LinePrefix()
                prefix.render(
                    stamp, processTask(.parent), tags: ["sisyphus", "warning"], needsJSON: needsJSON, with: &times)
                let text =
                    "\(grouped(lines)) lines (\(grouped(bytes)) bytes) are left out here, because the log had reached "
                    + "its limit of \(grouped(limit)) bytes; the end of the log follows"
                Array(text.utf8).withUnsafeBytes { output.appendNote($0, prefix, sanitizer) }
            }
        }
    }

    func processTask(_ voice: Voice) -> [LogTask] {
        guard settings.showsProcesses else { return [] }
        if voice == .child, let childTask { return [childTask] }
        return [LogTask(type: "parent", name: String(settings.supervisorPID), isProcess: true)]
    }
}
