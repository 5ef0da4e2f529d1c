/// Reads what a library job tells in records, and does what they say.
final class RecordInterpreter {
    private let settings: JournalSettings
    private let writer: LogWriter
    /// Reads what stands between the records.
    private let lines: LineInterpreter
    /// `nil`: records do not come through the output of the job.
    private var filter: RecordFilter?
    private var tasks = JobTasks()
    /// The text of the message that is being put together.
    private let text = ByteBuffer(capacity: RecordKey.longestRecord)
    /// Whether the next part of a message goes on with one of which something is in the log.
    private var isContinuing = false
    private var contexts: [ContextKey: LineContext] = [:]
    /// Neighbouring messages often have the same task and tags.
    private var last: (task: Int, tags: [UInt8], context: LineContext)?
    /// What stands around the tasks of the job.
    var surrounding: [LogTask] = [] { didSet { forgetContexts() } }

    private struct ContextKey: Hashable {
        var task: Int
        var tags: [UInt8]
    }

    init(_ settings: JournalSettings, lines: LineInterpreter, _ writer: LogWriter) {
        self.settings = settings
        self.lines = lines
        self.writer = writer
        filter = settings.recordKey.map(RecordFilter.init(key:))
    }

    /// Bytes of a library job: what it prints, and its records in between.
    func read(_ bytes: UnsafeRawBufferPointer) {
        guard filter != nil else { return lines.read(bytes) }
        filter?.split(bytes, take)
    }

    /// Whether bytes wait for what follows them.
    var hasUnfinished: Bool { filter?.isHolding == true }

    /// Nothing follows soon.
    func flush() { filter?.flush(take) }

    /// The job has ended, and with it all of its tasks.
    func endTasks() { tasks.endAll() }

    private func take(_ piece: RecordFilter.Piece) {
        switch piece {
        case .plain(let bytes): lines.read(bytes)
        case .record(let object): obey(object)
        }
    }
}

// MARK: Records as they are written

extension RecordInterpreter {
    /// Does what a record says. One that we did not write (it has the key, so it is ours cut off) is shown as text.
    private func obey(_ record: UnsafeRawBufferPointer) {
        guard var reader = JobRecordReader(record), let (key, value) = reader.next(), key.count == 1, read(key[0], value, &reader)
        else { return writer.write(record, lines.plain) }
    }

    private func read(_ kind: UInt8, _ value: JobRecordReader.Value, _ reader: inout JobRecordReader) -> Bool {
        switch (kind, value) {
        case (UInt8(ascii: "m"), .number(let task)): readMessage(task, &reader)
        case (UInt8(ascii: "b"), .number(let task)): readTask(task, &reader)
        case (UInt8(ascii: "e"), .number(let task)):
            endTask(task, failed: reader.next() != nil)
        case (UInt8(ascii: "o"), .text(let word)): return readOutcome(word, &reader)
        case (UInt8(ascii: "v"), .text(let inside)):
            guard let metric = Metric(JobRecordReader.string(inside)) else { return false }
            return writer.facts.take(metric)
        default: return false
        }
        return true
    }

    private func readMessage(_ task: Int, _ reader: inout JobRecordReader) {
        var tags = UnsafeRawBufferPointer(start: nil, count: 0)
        var continues = false
        let read = writer.now
        defer { writer.now = read }
        while let (key, value) = reader.next() {
            switch (key.first, value) {
            case (UInt8(ascii: "g"), .list(let list)): tags = list
            case (UInt8(ascii: "s"), .number(let moment)): writer.now = read.back(to: Int64(moment) - settings.clockOrigin)
            case (UInt8(ascii: "t"), .text(let inside)): _ = JSONString.appendMeaning(inside, to: text)
            case (UInt8(ascii: "+"), _): continues = true
            default: break
            }
        }
        logMessage(context(task: task, tags: tags), continues: continues)
    }

    /// Logs the text that waits in `text`, or keeps it until the rest has come.
    private func logMessage(_ context: LineContext, continues: Bool) {
        // A text without an end must not fill the memory.
        if continues, text.count < 1 << 20 { return }
        writer.facts.bytes += text.count
        log(text.bytes, in: isContinuing ? context.continuation(isMarked: true) : context)
        isContinuing = continues
        text.removeAll()
    }

    private func readTask(_ id: Int, _ reader: inout JobRecordReader) {
        var task = LogTask(start: writer.now.time)
        var parent = 0
        while let (key, value) = reader.next() {
            switch (String(decoding: key, as: UTF8.self), value) {
            case ("p", .number(let number)): parent = number
            case ("s", .number(let moment)): task.start = writer.now.back(to: Int64(moment) - settings.clockOrigin).time
            case ("index", .number(let number)): task.index = number
            case ("count", .number(let number)): task.count = number
            case ("type", .text(let text)): task.type = JobRecordReader.string(text)
            case ("name", .text(let text)): task.name = JobRecordReader.string(text)
            case (let name, .text(let text)) where name.hasPrefix("d."):
                task.data[String(JobRecordReader.string(key).dropFirst(2))] = JobRecordReader.string(text)
            default: break
            }
        }
        beginTask(id, parent: parent, task)
    }

    private func readOutcome(_ word: UnsafeRawBufferPointer, _ reader: inout JobRecordReader) -> Bool {
        var text = ""
        if let (_, value) = reader.next(), case .text(let inside) = value { text = JobRecordReader.string(inside) }
        switch String(decoding: word, as: UTF8.self) {
        case "began": writer.facts.hasBegun = true
        case "uneventful": writer.facts.stated = .uneventful
        case "successful": writer.facts.stated = .successful(text)
        case "failed": writer.facts.stated = .failed(text)
        default: return false
        }
        return true
    }
}

// MARK: What records say

extension RecordInterpreter {
    private func beginTask(_ id: Int, parent: Int, _ task: LogTask) {
        tasks.begin(id, parent: parent, task)
        writer.stack.setJobTasks(tasks.common)
        writer.show(began: tasks.chain(id))
    }

    private func endTask(_ id: Int, failed: Bool) {
        guard let (chain, hadChildren) = tasks.end(id) else { return }
        if failed { writer.facts.failedTasks += 1 }
        if hadChildren { forgetContexts() } else { forgetContexts(of: id) }
        writer.stack.setJobTasks(tasks.common)
        writer.show(ended: chain, failed: failed)
    }

    /// A record that does not come through the output of the job, because the job is in the same process.
    func obey(_ record: JobRecord) {
        switch record {
        case .began: writer.facts.hasBegun = true
        case .message(let task, let tags, let text, let continues):
            self.text.append(text)
            let list = JSONValue.array(tags.map(JSONValue.string)).bytes
            list.dropFirst().dropLast().withUnsafeBytes { logMessage(context(task: task, tags: $0), continues: continues) }
        case .taskBegan(let id, let parent, let task): beginTask(id, parent: parent, task)
        case .taskEnded(let id, let failed): endTask(id, failed: failed)
        case .outcome(let outcome): writer.facts.stated = outcome
        case .metric(let metric): _ = writer.facts.take(metric)
        }
    }

    // MARK: Texts

    /// A text of one or several lines: blank ones at its beginning and end are dropped, lines that are too long are cut.
    private func log(_ text: UnsafeRawBufferPointer, in context: LineContext) {
        guard let base = text.bindMemory(to: UInt8.self).baseAddress, text.count > 0 else {
            if !context.isDelayed { writer.openGate(at: writer.now) }
            return
        }
        if text.count <= settings.maxline, base.pointee > 0x20, Sanitizer.isClean(base, base + text.count) {
            return writer.write(text, context)
        }
        let lines = String(decoding: text, as: UTF8.self).linesOfText
        if lines.isEmpty, !context.isDelayed { writer.openGate(at: writer.now) }
        var context = context
        for (position, line) in lines.enumerated() {
            if position == 1 { context = context.continuation(isMarked: false) }
            Array(line.utf8).withUnsafeBytes { acceptPieces($0, context) }
        }
    }

    private func acceptPieces(_ line: UnsafeRawBufferPointer, _ context: LineContext) {
        guard line.count > settings.maxline, let base = line.bindMemory(to: UInt8.self).baseAddress else { return writer.write(line, context) }
        let marked = context.continuation(isMarked: true)
        var at = 0
        while at < line.count {
            let length = UTF8Reader.cut(base + at, count: line.count - at, limit: settings.maxline)
            writer.write(UnsafeRawBufferPointer(start: base + at, count: length), at == 0 ? context : marked)
            at += length
        }
    }

    // MARK: Contexts

    /// The context of a message.
    /// - Parameters:
    ///   - tags: as they are written in the record.
    private func context(task: Int, tags: UnsafeRawBufferPointer) -> LineContext {
        if let last, last.task == task, last.tags.count == tags.count, last.tags.elementsEqual(tags) { return last.context }
        let key = ContextKey(task: task, tags: Array(tags))
        let context = contexts[key] ?? make(task, JobRecordReader.strings(tags))
        if contexts.count > 256 { contexts = [:] }
        contexts[key] = context
        last = (task, key.tags, context)
        return context
    }

    private func make(_ task: Int, _ tags: [String]) -> LineContext {
        var shown: [String] = []
        for tag in tags where !tag.isEmpty && tag != ReservedTags.delay {
            let tag = TaskLabel.escaped(tag)
            if !shown.contains(tag) { shown.append(tag) }
        }
        let chain = surrounding + tasks.chain(task)
        return LineContext(source: .stdout, tags: shown, isDelayed: tags.contains(ReservedTags.delay), tasks: chain)
    }

    /// Tasks have changed.
    private func forgetContexts() {
        contexts = [:]
        last = nil
    }

    /// A task has ended: nothing more is said in it.
    private func forgetContexts(of task: Int) {
        if last?.task == task { last = nil }
        contexts = contexts.filter { $0.key.task != task }
    }
}
