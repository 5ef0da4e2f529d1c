/// What a library job has told in records so far, as far as it decides what comes next.
final class JobSpeech {
    /// `nil`: records do not come through the output of the job.
    var filter: RecordFilter?
    var tasks = JobTasks()
    /// The text of the message that is being put together.
    let text = ByteBuffer(capacity: RecordKey.longestRecord)
    /// Whether the next part of a message goes on with one of which something is in the log.
    var isContinuing = false
    private var contexts: [ContextKey: LineContext] = [:]
    /// Neighbouring messages often have the same task and tags.
    private var last: (task: Int, tags: [UInt8], context: LineContext)?

    private struct ContextKey: Hashable {
        var task: Int
        var tags: [UInt8]
    }

    init(key: RecordKey?) {
        filter = key.map(RecordFilter.init(key:))
    }

    /// The context of a message.
    /// - Parameters:
    ///   - tags: as they are written in the record.
    ///   - process: the pseudo task of the child.
    func context(task: Int, tags: UnsafeRawBufferPointer, process: LogTask?) -> LineContext {
        if let last, last.task == task, last.tags.count == tags.count, last.tags.elementsEqual(tags) { return last.context }
        let key = ContextKey(task: task, tags: Array(tags))
        let context = contexts[key] ?? make(task, JobRecordReader.strings(tags), process)
        if contexts.count > 256 { contexts = [:] }
        contexts[key] = context
        last = (task, key.tags, context)
        return context
    }

    private func make(_ task: Int, _ tags: [String], _ process: LogTask?) -> LineContext {
        var shown: [String] = []
        for tag in tags where !tag.isEmpty && tag != ReservedTags.delay {
            let tag = TaskLabel.escaped(tag)
            if !shown.contains(tag) { shown.append(tag) }
        }
        let chain = (process.map { [$0] } ?? []) + tasks.chain(task)
        return LineContext(source: .stdout, tags: shown, isDelayed: tags.contains(ReservedTags.delay), tasks: chain)
    }

    /// Tasks have changed.
    func forgetContexts() {
        contexts = [:]
        last = nil
    }

    /// A task has ended: nothing more is said in it.
    func forgetContexts(of task: Int) {
        if last?.task == task { last = nil }
        contexts = contexts.filter { $0.key.task != task }
    }
}
