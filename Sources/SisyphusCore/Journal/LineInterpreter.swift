/// Reads one stream of the job: lines, the prefixes that say what they are, and directives, which it obeys.
final class LineInterpreter {
    private static let maxResultBytes = 1024

    private let settings: JournalSettings
    private let writer: LogWriter
    private let splitter: LineSplitter
    /// Lines without a prefix.
    let plain: LineContext
    /// The message before, which `@+>` continues.
    private var previous: LineContext
    /// The current line's first piece.
    private var current: LineContext
    /// Ends the text that strangers wrote.
    private var plainToken: [UInt8]?
    /// The last prefix with tags and what it means: neighbouring lines often have the same.
    private var lastPrefix: [UInt8] = []
    private var lastTagged: LineContext?
    /// Continuations of a message have one context.
    private var continued: (of: LineContext, isMarked: Bool, context: LineContext)?

    init(_ stream: JobStream, _ settings: JournalSettings, _ writer: LogWriter) {
        self.settings = settings
        self.writer = writer
        splitter = LineSplitter(limit: settings.maxline, keepsEverything: settings.isRaw)
        let isTagged = stream == .stderr && settings.stderr == .tag
        plain = LineContext(source: stream == .stderr ? .stderr : .stdout, tags: isTagged ? [ReservedTags.stderr] : [])
        previous = plain
        current = plain
    }

    @inline(__always)
    func read(_ bytes: UnsafeRawBufferPointer) {
        writer.facts.bytes += bytes.count
        splitter.split(bytes, for: self)
    }

    var hasUnfinished: Bool { splitter.canFlush }

    /// Shows what there is of an unfinished line.
    func flush() { splitter.flush(for: self) }

    /// The stream is at its end.
    func end() { splitter.end(for: self) }
}

// MARK: Prefixes

extension LineInterpreter: LineReceiver {
    @inline(__always)
    func receive(batch: LineBatch) {
        writer.write(batch, plain)
        previous = plain
    }

    func begin(_ text: UnsafeRawBufferPointer) -> Int {
        interpret(text) ?? 0
    }

    func receive(piece: LinePiece) {
        var text = piece.text
        if piece.isFirst {
            if piece.isWhole, obeys(text) { return }
            let length = interpret(text) ?? 0
            text = UnsafeRawBufferPointer(rebasing: text[length...])
        }
        if !piece.isFirst, piece.isMarked {
            current = continuation(of: current, isMarked: true)
        }
        guard piece.overwritten.states > 0 else {
            writer.write(text, current)
            return
        }
        let (states, bytes) = (piece.overwritten.states, piece.overwritten.bytes)
        let note = " (overwrote \(states) earlier \(states == 1 ? "state" : "states"), \(bytes) \(bytes == 1 ? "byte" : "bytes"))"
        (Array(text) + Array(note.utf8)).withUnsafeBytes { writer.write($0, current) }
    }

    /// Finds out what the prefix says about its text. Returns the length of the prefix; `nil`: all is text.
    private func interpret(_ text: UnsafeRawBufferPointer) -> Int? {
        let (context, length) = meaning(text)
        current = context
        previous = context
        return length
    }

    private func meaning(_ text: UnsafeRawBufferPointer) -> (LineContext, Int?) {
        guard text.first == UInt8(ascii: "@"), plainToken == nil, settings.linetags != .off else { return (plain, nil) }
        guard let length = LineGrammar.length(of: text) else { return (plain, nil) }
        let prefix = UnsafeRawBufferPointer(rebasing: text[..<length])
        if let tagged = lastTagged, prefix.elementsEqual(lastPrefix) { return (tagged, length) }
        switch LineGrammar.prefix(of: text) {
        case .none, .directive:
            return (plain, nil)
        case .text:
            return (plain, length)
        case .continuation:
            return (continuation(of: previous, isMarked: false), length)
        case .tags:
            let tags = LineGrammar.tags(of: text)
            guard ReservedTags.allow(tags, settings) else { return (plain, nil) }
            let context = context(
                tags: tags.filter { $0 != ReservedTags.delay }, isDelayed: tags.contains(ReservedTags.delay))
            lastPrefix = Array(prefix)
            lastTagged = context
            return (context, length)
        }
    }

    /// A context like `plain` with further tags.
    private func context(tags: [String], isDelayed: Bool = false) -> LineContext {
        LineContext(source: plain.source, tags: plain.tags + tags, isDelayed: isDelayed)
    }

    private func continuation(of context: LineContext, isMarked: Bool) -> LineContext {
        if let continued, continued.isMarked == isMarked, continued.of === context || continued.context === context {
            return continued.context
        }
        let context = (of: context, isMarked: isMarked, context: context.continuation(isMarked: isMarked))
        continued = context
        return context.context
    }
}

// MARK: Directives

extension LineInterpreter {
    /// Does what a directive says. `false`: the line is none, or cannot be obeyed, and is text.
    func obeys(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count > 3, text[0] == UInt8(ascii: "@"), text[1] == UInt8(ascii: "!") else { return false }
        if let token = plainToken {
            guard LineGrammar.ends(text, token: token) else { return false }
            plainToken = nil
            previous = plain
            return true
        }
        guard settings.linetags == .all, case .directive(let directive) = LineGrammar.prefix(of: text),
            let length = LineGrammar.length(of: text)
        else { return false }
        var rest = UnsafeRawBufferPointer(rebasing: text[length...])
        if rest.last == ByteScan.carriageReturn { rest = UnsafeRawBufferPointer(rebasing: rest.dropLast()) }
        let isObeyed = obey(directive, rest, whole: text)
        if case .exception = directive { return isObeyed }
        if isObeyed { previous = plain }
        return isObeyed
    }

    private func obey(
        _ directive: LineGrammar.Directive, _ rest: UnsafeRawBufferPointer, whole: UnsafeRawBufferPointer
    ) -> Bool {
        switch directive {
        case .result:
            setResult(rest)
        case .metric:
            guard let metric = Metric(String(decoding: rest, as: UTF8.self)) else { return false }
            return writer.facts.take(metric)
        case .uneventful:
            writer.facts.saidUneventful = true
            if !rest.isEmpty { writer.write(rest, context(tags: [], isDelayed: true)) }
        case .task:
            guard let task = TaskParser.task(rest, start: writer.now.time) else { return false }
            return writer.begin(task)
        case .endtask:
            if rest.isEmpty { return writer.endTask() }
            guard rest.elementsEqual(Array("failed".utf8)), writer.stack.depth > 0 else { return false }
            writer.facts.failedTasks += 1
            writer.write(whole, plain)
            return writer.endTask(failed: true)
        case .exception(let tags):
            guard ReservedTags.allow(tags, settings), !tags.contains(ReservedTags.delay) else { return false }
            let context = context(tags: [ReservedTags.exception] + tags)
            current = context
            previous = context
            writer.write(rest, context)
        case .plain(let token):
            plainToken = token
        }
        return true
    }

    /// The last result counts; of those that it replaces, and of what is too long, the log tells.
    private func setResult(_ text: UnsafeRawBufferPointer) {
        if let result = writer.facts.result, !result.isEmpty {
            Array(result.utf8).withUnsafeBytes { writer.write($0, plain) }
        }
        // Blanks are no words: the run has said that something happened, not what.
        if text.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return writer.facts.result = "" }
        let bytes = text.bindMemory(to: UInt8.self)
        guard let base = bytes.baseAddress, text.count > LineInterpreter.maxResultBytes else {
            writer.facts.result = writer.sanitizer.text(Array(text))
            return
        }
        writer.write(text, plain)
        let mark = "…"
        let length = UTF8Reader.cut(base, count: text.count, limit: LineInterpreter.maxResultBytes - mark.utf8.count)
        writer.facts.result = writer.sanitizer.text(Array(text[..<length])) + mark
    }
}
