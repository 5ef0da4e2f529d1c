/// Writes the lines that have been interpreted into the log: holds back delayed ones, counts, renders, and tells who listens.
final class LogWriter {
    private let settings: JournalSettings
    let sanitizer: Sanitizer
    private var outputs: [RenderedOutput] = []
    private var sinks: [any EventSink] = []
    private var observers: [any JournalObserver] = []
    /// `nil`: nobody wants to know.
    var trace: RunTrace?
    private var needsJSON = false
    private var formatters: [any LineFormatter] = []
    private var gate = DelayGate()
    /// The output that has the first lines of ours already, although they wait.
    private var early: (output: RenderedOutput, count: Int)?
    private var times = StampText()

    /// The moment of the bytes that are being read.
    var now = Stamp(time: Timestamp(microseconds: 0), elapsed: 0)
    /// The open tasks.
    var stack = TaskStack()
    /// What is counted here and what interpreters find out.
    var facts = JournalFacts()
    let lastLines: LastLines
    /// The end of standard error, in which a traceback may stand.
    private(set) var stderrTail: LastLines
    private(set) var exception = ExceptionKeeper()

    init(_ settings: JournalSettings) {
        self.settings = settings
        sanitizer = Sanitizer(escapes: settings.escapes)
        lastLines = LastLines(limit: settings.lastLines)
        stderrTail = LastLines(limit: settings.readsTracebacks ? LogWriter.stderrLines : 0)
    }

    private static let stderrLines = 200

    func add(_ output: RenderedOutput) {
        outputs.append(output)
        if let formatter = output.formatter { formatters.append(formatter) }
        if output.format == .json, !needsJSON {
            needsJSON = true
            stack.invalidate()
        }
    }

    func add(_ sink: any EventSink) { sinks.append(sink) }
    func add(_ observer: any JournalObserver) { observers.append(observer) }

    var hasListeners: Bool { !outputs.isEmpty || !sinks.isEmpty || !observers.isEmpty }

    var currentFacts: JournalFacts {
        var facts = facts
        facts.activeTasks = stack.tasks
        facts.undelayed = gate.isOpen
        return facts
    }

    /// What the supervisor's own lines stand in.
    var ownTasks: [LogTask] {
        settings.showsProcesses ? [LogTask(type: "parent", name: String(settings.supervisorPID), isProcess: true)] : []
    }

    /// A try is over: what it said stays in the log and in the counts, and decides nothing.
    func endTry() {
        var kept = JournalFacts()
        (kept.lines, kept.bytes, kept.warningsOfOurs, kept.leftOutDelayed) = (facts.lines, facts.bytes, facts.warningsOfOurs, facts.leftOutDelayed)
        facts = kept
        exception = ExceptionKeeper()
        stderrTail = LastLines(limit: settings.readsTracebacks ? LogWriter.stderrLines : 0)
    }

    // MARK: Delayed lines

    /// Writes the delayed lines; later ones are written at once. `stamp`: for what is said about them.
    func openGate(at stamp: Stamp) {
        guard !gate.isOpen else { return }
        let leftOut = gate.leftOut
        let (own, events) = gate.open()
        for (position, event) in own.enumerated() { write(event, except: position < early?.count ?? 0 ? early?.output : nil) }
        if leftOut > 0 {
            facts.leftOutDelayed = leftOut
            let text = "\(grouped(leftOut)) delayed lines were left out, because more than 1 MiB of them had been waiting"
            write(
                Event(
                    stamp: stamp, source: .supervisor, tasks: ownTasks, tags: ["sisyphus", "info"], text: Array(text.utf8)))
        }
        for event in events { write(event) }
    }

    /// Writes the delayed lines of a job that has ended if an error is among them, which decides about the outcome.
    func openGateForErrors(at stamp: Stamp) {
        if gate.hasHeldError { openGate(at: stamp) }
    }

    /// Forgets the delayed lines of a run in which nothing else was logged.
    func discardDelayed() {
        gate.discard()
    }

    // MARK: Lines on their way

    /// Plain lines: nothing here is paid per line but what the outputs copy.
    @inline(__always)
    func write(_ batch: LineBatch, _ context: LineContext) {
        if !gate.isOpen { openGate(at: now) }
        let count = batch.bounds.count
        facts.lines += count
        if !context.tags.isEmpty { facts.stderrLines += count }
        context.prefix.update(now, stack, tags: context.tags, needsJSON: needsJSON, with: &times)
        for output in outputs { output.append(batch, context.prefix, sanitizer) }
        lastLines.append(batch, isRaw: settings.isRaw)
        if context.source == .stderr { stderrTail.append(batch, isRaw: settings.isRaw) }
        if !formatters.isEmpty { tellFailures(at: now) }
        if !observers.isEmpty {
            for index in 0..<batch.bounds.count { show(event(batch.line(index), context)) }
        }
    }

    /// A line of the job in its context.
    func write(_ text: UnsafeRawBufferPointer, _ context: LineContext) {
        facts.lines += 1
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
        if context.isException { exception.take(text, continues: context.continues, tasks: context.tasks ?? stack.tasks) }
        if !sinks.isEmpty, isForSinks(context) { send(event(text, context)) }
        if trace != nil, !context.tags.isEmpty { note(event(text, context)) }
        if !observers.isEmpty { show(event(text, context)) }
    }

    private func count(_ context: LineContext) {
        if context.isException, !context.continues { facts.exceptions += 1 }
        if context.isRouted(settings) { facts.routedLines += 1 }
        if context.tags.first == ReservedTags.stderr { facts.stderrLines += 1 }
    }

    private func event(_ text: UnsafeRawBufferPointer, _ context: LineContext) -> Event {
        Event(
            stamp: now, source: context.source, tasks: context.tasks ?? stack.tasks, tags: context.tags, text: Array(text),
            continues: context.continues)
    }

    /// A line of the supervisor, now or delayed.
    func write(_ event: Event, delayed: Bool) {
        if delayed, !gate.isOpen {
            gate.hold(event)
            return
        }
        openGate(at: event.stamp)
        if event.tags.contains("warning") { facts.warningsOfOurs += 1 }
        write(event)
    }

    /// Shows what waits of the supervisor's own lines in one output.
    func showStart(in output: RenderedOutput) {
        guard early == nil else { return }
        early = (output, gate.own.count)
        let renderer = EventRenderer(output, escapes: settings.escapes)
        gate.own.forEach(renderer.append)
    }

    /// A line that need not wait (any longer).
    /// - Parameter early: has it already.
    private func write(_ event: Event, except early: RenderedOutput? = nil) {
        let context = LineContext(source: event.source, tags: event.tags, continues: event.continues)
        if event.source != .supervisor {
            count(context)
        } else if context.isException, !context.continues {
            facts.exceptions += 1
        }
        context.prefix.render(event.stamp, event.tasks, tags: event.tags, needsJSON: needsJSON, with: &times)
        event.text.withUnsafeBytes { render($0, context.prefix, source: event.source, except: early) }
        if context.isException, event.source != .supervisor {
            event.text.withUnsafeBytes { exception.take($0, continues: event.continues, tasks: event.tasks) }
        }
        if isForSinks(context) { send(event) }
        if trace != nil { note(event) }
        if !observers.isEmpty { show(event) }
    }

    /// Whether somebody besides the log wants to know.
    private func isForSinks(_ context: LineContext) -> Bool { context.isException || context.isRouted(settings) }

    private func send(_ event: Event) {
        for sink in sinks { sink.receive(event) }
    }

    private func show(_ event: Event) {
        for observer in observers { observer.receive(event) }
    }

    private func note(_ event: Event) { trace?.take(event) { sanitizer.text($0.text) } }

    /// Begins a task that the job has told of; `false`: too deep, nothing changed.
    func begin(_ task: LogTask) -> Bool {
        guard trace != nil else { return stack.begin(task) }
        let before = stack.tasks
        guard stack.begin(task) else { return false }
        trace?.changed(from: before, to: stack.tasks, at: now.elapsed)
        return true
    }

    /// Ends the innermost task of the job; `false`: none is open.
    func endTask(failed: Bool = false) -> Bool {
        if stack.depth > 0 { trace?.ended(stack.tasks, failed: failed, at: now.elapsed) }
        return stack.end()
    }

    /// Tells of a task of a library job.
    func show(began tasks: [LogTask]) {
        trace?.began(tasks, at: now.elapsed)
        for observer in observers { observer.taskBegan(tasks) }
    }

    func show(ended tasks: [LogTask], failed: Bool) {
        trace?.ended(tasks, failed: failed, at: now.elapsed)
        for observer in observers { observer.taskEnded(tasks) }
    }

    private func render(_ text: UnsafeRawBufferPointer, _ prefix: LinePrefix, source: Event.Source, except early: RenderedOutput? = nil) {
        let bytes = text.bindMemory(to: UInt8.self)
        let isClean = bytes.baseAddress.map { Sanitizer.isClean($0, $0 + bytes.count) } ?? true
        var shown = text
        let sanitized = isClean ? nil : ByteBuffer(capacity: text.count + 64)
        if let sanitized {
            sanitizer.append(text, to: sanitized)
            shown = sanitized.bytes
        }
        for output in outputs where output !== early { output.append(text, shown: shown, prefix, sanitizer) }
        if source != .supervisor { lastLines.append(shown, isShowable: true) }
        if source == .stderr { stderrTail.append(shown, isShowable: true) }
        if !formatters.isEmpty { tellFailures(at: prefix.stamp ?? now) }
        withExtendedLifetime(sanitized) {}
    }

    /// A template that fails is given up with one warning.
    private func tellFailures(at stamp: Stamp) {
        for formatter in formatters {
            guard let failure = formatter.takeFailure() else { continue }
            facts.warningsOfOurs += 1
            let text = "the template of --formatlogline failed, lines have the default format from here on: \(failure)"
            let shown = sanitizer.text(Array(text.utf8.prefix(1000)))
            write(Event(stamp: stamp, source: .supervisor, tasks: ownTasks, tags: ["sisyphus", "warning"], text: Array(shown.utf8)))
        }
    }

    /// Writes the kept ends of outputs that had become too large. Call it when the result line is logged; what is logged later is written without limit.
    func finish(at stamp: Stamp) {
        for output in outputs {
            output.finish { lines, bytes, limit in
                let prefix = LinePrefix()
                prefix.render(
                    stamp, ownTasks, tags: ["sisyphus", "warning"], needsJSON: needsJSON, with: &times)
                let text =
                    "\(grouped(lines)) lines (\(grouped(bytes)) bytes) are left out here, because the log had reached "
                    + "its limit of \(grouped(limit)) bytes; the end of the log follows"
                Array(text.utf8).withUnsafeBytes { output.appendNote($0, prefix, sanitizer) }
            }
        }
    }
}
