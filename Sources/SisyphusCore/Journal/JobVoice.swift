/// What one stream of the job has said so far, as far as it decides what comes next.
final class JobVoice {
    let stream: JobStream
    let splitter: LineSplitter
    /// Lines without a prefix.
    let plain: LineContext
    /// The message before, which `@+>` continues.
    var previous: LineContext
    /// The current line's first piece.
    var current: LineContext
    /// Ends the text that strangers wrote.
    var plainToken: [UInt8]?
    /// The last prefix with tags and what it means: neighbouring lines often have the same.
    var lastPrefix: [UInt8] = []
    var lastTagged: LineContext?
    /// Continuations of a message have one context.
    private var continued: (of: LineContext, isMarked: Bool, context: LineContext)?

    init(stream: JobStream, settings: JournalSettings) {
        self.stream = stream
        splitter = LineSplitter(stream: stream, limit: settings.maxline, keepsEverything: settings.isRaw)
        let isTagged = stream == .stderr && settings.stderr == .tag
        plain = LineContext(source: stream == .stderr ? .stderr : .stdout, tags: isTagged ? [ReservedTags.stderr] : [])
        previous = plain
        current = plain
    }

    /// A context like `plain` with further tags.
    func context(tags: [String], isDelayed: Bool = false) -> LineContext {
        LineContext(source: plain.source, tags: plain.tags + tags, isDelayed: isDelayed)
    }

    func continuation(of context: LineContext, isMarked: Bool) -> LineContext {
        if let continued, continued.isMarked == isMarked, continued.of === context || continued.context === context {
            return continued.context
        }
        let context = (of: context, isMarked: isMarked, context: context.continuation(isMarked: isMarked))
        continued = context
        return context.context
    }
}
