/// Cuts the bytes of one stream into lines.
///
/// Lines end at LF; a CR before it belongs to the end. A line longer than the limit is cut into pieces; of a line with other CRs (a progress bar) the last state that is not
/// empty remains. The pieces depend on the bytes alone, not on how they arrive, except for `flush`.
final class LineSplitter {
    private let limit: Int
    private let keepsEverything: Bool
    private let carry = ByteBuffer()

    /// Whether a piece of the unfinished line was given out already.
    private var isContinued = false
    /// Whether a carriage return ended a state of the unfinished line.
    private var sawReturn = false
    private let state = ByteBuffer(capacity: 64)
    private var stateIsFirst = false
    private var overwritten = LinePiece.Overwritten()

    /// Beyond the limit this much must be known before a line is cut: the rest of a character, or of a CRLF.
    private static let lookahead = 4
    private static let batchLimit = 2048
    private let bounds = UnsafeMutablePointer<LineBatch.Bounds>.allocate(capacity: LineSplitter.batchLimit)
    private var batchCount = 0
    private var batchBytes = 0

    /// - Parameters:
    ///   - limit: the longest line in bytes.
    ///   - keepsEverything: carriage returns and control characters are text like any other (raw format).
    init(limit: Int, keepsEverything: Bool) {
        self.limit = max(limit, 16)
        self.keepsEverything = keepsEverything
    }

    deinit {
        bounds.deallocate()
    }

    /// Bytes of a line whose end has not come.
    var isUnfinished: Bool { !carry.isEmpty || isContinued || sawReturn }

    /// Whether `flush` would give something out: an unfinished line that is neither a directive nor a progress bar, whose last state alone counts.
    var canFlush: Bool {
        guard !carry.isEmpty, !sawReturn else { return false }
        let bytes = carry.bytes
        if !keepsEverything, bytes.contains(ByteScan.carriageReturn) { return false }
        if !isContinued, case .directive = LineGrammar.prefix(of: bytes) { return false }
        return bytes.count > tailLength(bytes)
    }

    @inline(__always)
    func split<Receiver: LineReceiver>(_ bytes: UnsafeRawBufferPointer, for receiver: Receiver) {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        let end = base + bytes.count
        var at = base
        if isUnfinished {
            guard let feed = ByteScan.first(ByteScan.lineFeed, at, end) else {
                carry.append(bytes)
                reduce(isFinal: false, for: receiver)
                return
            }
            carry.append(UnsafeRawBufferPointer(start: at, count: feed - at))
            finish(hasLineFeed: true, for: receiver)
            at = feed + 1
        }
        while at < end {
            let (feed, isPlain) = ByteScan.line(at, end)
            guard let feed else { break }
            if isPlain || keepsEverything, at.pointee != UInt8(ascii: "@"), feed - at <= limit {
                add(at - base, feed - base, base: base, for: receiver)
            } else {
                splitSlowly(at, feed, base: base, for: receiver)
            }
            at = feed + 1
        }
        deliver(base, for: receiver)
        if at < end {
            carry.append(UnsafeRawBufferPointer(start: at, count: end - at))
            reduce(isFinal: false, for: receiver)
        }
    }

    /// Gives out the unfinished line; what still comes of it will be a piece.
    func flush(for receiver: some LineReceiver) {
        guard canFlush else { return }
        // A line with a prefix may be long; pieces keep to the limit here too.
        let text = carry.bytes
        let count = text.count - tailLength(text)
        let length = UTF8Reader.cut(text.bindMemory(to: UInt8.self).baseAddress!, count: count, limit: limit)
        give(UnsafeRawBufferPointer(rebasing: text[..<length]), isFinal: false, for: receiver)
        carry.drain(length)
    }

    /// The stream has ended: an unfinished line is a line.
    func end(for receiver: some LineReceiver) {
        if isUnfinished { finish(hasLineFeed: false, for: receiver) }
    }

    private func tailLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        return UTF8Reader.unfinishedTail(base, count: bytes.count)
    }

    // MARK: Plain lines

    @inline(__always)
    private func add<Receiver: LineReceiver>(
        _ start: Int, _ end: Int, base: UnsafePointer<UInt8>, for receiver: Receiver
    ) {
        if batchCount == LineSplitter.batchLimit { deliver(base, for: receiver) }
        bounds[batchCount] = LineBatch.Bounds(start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
        batchCount += 1
        batchBytes += end - start
    }

    private func deliver<Receiver: LineReceiver>(_ base: UnsafePointer<UInt8>, for receiver: Receiver) {
        guard batchCount > 0 else { return }
        let batch = LineBatch(
            base: base, bounds: UnsafeBufferPointer(start: bounds, count: batchCount), bytes: batchBytes)
        receiver.receive(batch: batch)
        batchCount = 0
        batchBytes = 0
    }

    @inline(never)
    private func splitSlowly<Receiver: LineReceiver>(
        _ start: UnsafePointer<UInt8>, _ feed: UnsafePointer<UInt8>, base: UnsafePointer<UInt8>, for receiver: Receiver
    ) {
        var end = feed
        if !keepsEverything, end > start, end[-1] == ByteScan.carriageReturn { end -= 1 }
        let isTagged = start < end && start.pointee == UInt8(ascii: "@")
        if !isTagged, end - start <= limit, keepsEverything || Sanitizer.isClean(start, end) {
            add(start - base, end - base, base: base, for: receiver)
            return
        }
        deliver(base, for: receiver)
        let line = UnsafeRawBufferPointer(start: start, count: end - start)
        if end - start <= limit, keepsEverything || ByteScan.first(ByteScan.carriageReturn, start, end) == nil {
            receiver.receive(piece: LinePiece(text: line, isFirst: true, isWhole: true, isMarked: false))
        } else {
            carry.append(line)
            finish(hasLineFeed: false, for: receiver)
        }
    }

    // MARK: Lines in pieces

    private func finish(hasLineFeed: Bool, for receiver: some LineReceiver) {
        if hasLineFeed, !keepsEverything, carry.bytes.last == ByteScan.carriageReturn {
            carry.truncate(to: carry.count - 1)
        }
        reduce(isFinal: true, for: receiver)
        carry.removeAll()
        isContinued = false
        sawReturn = false
    }

    /// Looks through what is there of the line and keeps at most the current state and the one before it.
    private func reduce(isFinal: Bool, for receiver: some LineReceiver) {
        guard isFinal || carry.count >= limit + LineSplitter.lookahead else { return }
        let bytes = carry.bytes
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        let end = base + bytes.count
        var at = base
        while !keepsEverything, let mark = ByteScan.first(ByteScan.carriageReturn, at, end) {
            take(at, mark, endsState: true, for: receiver)
            sawReturn = true
            at = mark + 1
        }
        if isFinal {
            take(at, end, endsState: sawReturn, for: receiver)
            giveState(for: receiver)
        } else {
            while end - at >= limit + LineSplitter.lookahead { at = cut(at, end, for: receiver) }
        }
        carry.drain(at - base)
    }

    /// A state of the line is complete (or the line, when it has no other).
    private func take(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, endsState: Bool, for receiver: some LineReceiver
    ) {
        var at = start
        while end - at > limit { at = cut(at, end, for: receiver) }
        let text = UnsafeRawBufferPointer(start: at, count: end - at)
        guard endsState else {
            if !text.isEmpty || !isContinued { give(text, isFinal: true, for: receiver) }
            return
        }
        var length = 0
        let isFirst = !sawReturn && !isContinued
        if isFirst { length = receiver.begin(text) }
        guard text.count > length else { return }
        noteOverwritten()
        state.append(UnsafeRawBufferPointer(rebasing: text[length...]))
        stateIsFirst = isFirst
    }

    private func cut(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, for receiver: some LineReceiver
    ) -> UnsafePointer<UInt8> {
        let length = UTF8Reader.cut(start, count: end - start, limit: limit)
        noteOverwritten()
        give(UnsafeRawBufferPointer(start: start, count: length), isFinal: false, for: receiver)
        return start + length
    }

    private func noteOverwritten() {
        guard !state.isEmpty else { return }
        overwritten.states += 1
        overwritten.bytes += state.count
        state.removeAll()
    }

    private func give(_ text: UnsafeRawBufferPointer, isFinal: Bool, for receiver: some LineReceiver) {
        let isFirst = !isContinued && !sawReturn
        let piece = LinePiece(
            text: text, isFirst: isFirst, isWhole: isFirst && isFinal, isMarked: !isFirst, overwritten: overwritten)
        receiver.receive(piece: piece)
        overwritten = LinePiece.Overwritten()
        isContinued = true
    }

    /// The last state that is not empty is what the line has become.
    private func giveState(for receiver: some LineReceiver) {
        guard sawReturn, !state.isEmpty || !isContinued else { return }
        let piece = LinePiece(
            text: state.bytes, isFirst: false, isWhole: false, isMarked: !stateIsFirst && !state.isEmpty,
            overwritten: overwritten)
        receiver.receive(piece: piece)
        overwritten = LinePiece.Overwritten()
        state.removeAll()
        stateIsFirst = false
    }
}
