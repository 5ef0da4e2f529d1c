extension Journal {
    private static let maxResultBytes = 1024

    /// Does what a directive says. `false`: the line is none, or cannot be obeyed, and is text.
    func obeys(_ text: UnsafeRawBufferPointer, _ voice: JobVoice) -> Bool {
        guard text.count > 3, text[0] == UInt8(ascii: "@"), text[1] == UInt8(ascii: "!") else { return false }
        if let token = voice.plainToken {
            guard LineGrammar.ends(text, token: token) else { return false }
            voice.plainToken = nil
            voice.previous = voice.plain
            return true
        }
        guard settings.linetags == .all, case .directive(let directive) = LineGrammar.prefix(of: text),
            let length = LineGrammar.length(of: text)
        else { return false }
        var rest = UnsafeRawBufferPointer(rebasing: text[length...])
        if rest.last == ByteScan.carriageReturn { rest = UnsafeRawBufferPointer(rebasing: rest.dropLast()) }
        let isObeyed = obey(directive, rest, whole: text, voice)
        if isObeyed, directive != .exception { voice.previous = voice.plain }
        return isObeyed
    }

    private func obey(
        _ directive: LineGrammar.Directive, _ rest: UnsafeRawBufferPointer, whole: UnsafeRawBufferPointer, _ voice: JobVoice
    ) -> Bool {
        switch directive {
        case .result:
            setResult(rest, voice)
        case .uneventful:
            known.saidUneventful = true
            if !rest.isEmpty { accept(rest, voice.context(tags: [], isDelayed: true)) }
        case .task:
            guard let task = TaskParser.task(rest, start: now.time) else { return false }
            return stack.begin(task)
        case .endtask:
            if rest.isEmpty { return stack.end() }
            guard rest.elementsEqual(Array("failed".utf8)), stack.depth > 0 else { return false }
            known.failedTasks += 1
            accept(whole, voice.plain)
            return stack.end()
        case .exception:
            let context = voice.context(tags: [ReservedTags.exception])
            voice.current = context
            voice.previous = context
            accept(rest, context)
        case .plain(let token):
            voice.plainToken = token
        }
        return true
    }

    /// The last result counts; of those that it replaces, and of what is too long, the log tells.
    private func setResult(_ text: UnsafeRawBufferPointer, _ voice: JobVoice) {
        if let result = known.result, !result.isEmpty {
            Array(result.utf8).withUnsafeBytes { accept($0, voice.plain) }
        }
        let bytes = text.bindMemory(to: UInt8.self)
        guard let base = bytes.baseAddress, text.count > Journal.maxResultBytes else {
            known.result = sanitizer.text(Array(text))
            return
        }
        accept(text, voice.plain)
        let length = UTF8Reader.cut(base, count: text.count, limit: Journal.maxResultBytes)
        known.result = sanitizer.text(Array(text[..<length]))
    }
}
