extension Journal: LineReceiver {
    func receive(batch: LineBatch, of stream: JobStream) {
        accept(batch, voice(stream))
    }

    func begin(_ text: UnsafeRawBufferPointer, of stream: JobStream) -> Int {
        interpret(text, voice(stream)) ?? 0
    }

    func receive(piece: LinePiece, of stream: JobStream) {
        let voice = voice(stream)
        var text = piece.text
        if piece.isFirst {
            if piece.isWhole, obeys(text, voice) { return }
            let length = interpret(text, voice) ?? 0
            text = UnsafeRawBufferPointer(rebasing: text[length...])
        }
        if !piece.isFirst, piece.isMarked {
            voice.current = voice.continuation(of: voice.current, isMarked: true)
        }
        guard piece.overwritten.states > 0 else {
            accept(text, voice.current)
            return
        }
        let (states, bytes) = (piece.overwritten.states, piece.overwritten.bytes)
        let note = " (overwrote \(states) earlier \(states == 1 ? "state" : "states"), \(bytes) \(bytes == 1 ? "byte" : "bytes"))"
        (Array(text) + Array(note.utf8)).withUnsafeBytes { accept($0, voice.current) }
    }

    /// Finds out what the prefix says about its text. Returns the length of the prefix; `nil`: all is text.
    private func interpret(_ text: UnsafeRawBufferPointer, _ voice: JobVoice) -> Int? {
        let (context, length) = meaning(text, voice)
        voice.current = context
        voice.previous = context
        return length
    }

    private func meaning(_ text: UnsafeRawBufferPointer, _ voice: JobVoice) -> (LineContext, Int?) {
        guard text.first == UInt8(ascii: "@"), voice.plainToken == nil, settings.linetags != .off else { return (voice.plain, nil) }
        guard let length = LineGrammar.length(of: text) else { return (voice.plain, nil) }
        let prefix = UnsafeRawBufferPointer(rebasing: text[..<length])
        if let tagged = voice.lastTagged, prefix.elementsEqual(voice.lastPrefix) { return (tagged, length) }
        switch LineGrammar.prefix(of: text) {
        case .none, .directive:
            return (voice.plain, nil)
        case .text:
            return (voice.plain, length)
        case .continuation:
            return (voice.continuation(of: voice.previous, isMarked: false), length)
        case .tags:
            let tags = LineGrammar.tags(of: text)
            guard ReservedTags.allow(tags, settings.linetags) else { return (voice.plain, nil) }
            let context = voice.context(
                tags: tags.filter { $0 != ReservedTags.delay }, isDelayed: tags.contains(ReservedTags.delay))
            voice.lastPrefix = Array(prefix)
            voice.lastTagged = context
            return (context, length)
        }
    }
}
