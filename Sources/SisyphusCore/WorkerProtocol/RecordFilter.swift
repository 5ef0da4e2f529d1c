/// Takes the records of a library job out of the bytes that it prints.
///
/// A record is `LF @KEY {…} LF`. Its first LF ends an unfinished line; where the line before was finished it means nothing and is dropped.
/// What it gives out does not depend on how the bytes arrive.
struct RecordFilter {
    enum Piece {
        /// Bytes of the job itself.
        case plain(UnsafeRawBufferPointer)
        /// The JSON object of a record.
        case record(UnsafeRawBufferPointer)
    }

    private let start: [UInt8]
    /// What may be the beginning of a record, or is one whose end has not come.
    private let carry = ByteBuffer()
    /// Whether nothing stands in the line to which the next plain byte belongs.
    private var isAtLineStart = true

    init(key: RecordKey) {
        start = key.start
    }

    /// Whether bytes wait for what follows them.
    var isHolding: Bool { !carry.isEmpty }

    mutating func split(_ bytes: UnsafeRawBufferPointer, _ give: (Piece) -> Void) {
        guard !carry.isEmpty else {
            let used = take(bytes, isLast: false, give)
            carry.append(UnsafeRawBufferPointer(rebasing: bytes[used...]))
            return
        }
        carry.append(bytes)
        carry.drain(take(carry.bytes, isLast: false, give))
    }

    /// Nothing follows soon: what waits is given out as it is.
    mutating func flush(_ give: (Piece) -> Void) {
        carry.drain(take(carry.bytes, isLast: true, give))
    }

    /// Returns how many bytes were given out.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, isLast: Bool, _ give: (Piece) -> Void) -> Int {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        let end = base + bytes.count
        /// What was not given out yet begins here.
        var plain = base
        var at = base
        // The line feed of a record may have been given out already, as the end of a line.
        var feed: UnsafePointer<UInt8>? = isAtLineStart ? base - 1 : ByteScan.first(ByteScan.lineFeed, at, end)
        while let found = feed {
            at = found + 1
            switch match(at, end) {
            case .whole:
                if let close = ByteScan.first(ByteScan.lineFeed, at + start.count - 1, end) {
                    if found >= base { emit(plain, found, give) }
                    if !isAtLineStart { emit(found, at, give) }
                    give(.record(UnsafeRawBufferPointer(start: at + start.count - 1, count: close - at - start.count + 1)))
                    plain = close + 1
                    at = plain
                } else if !isLast, end - at <= 2 * RecordKey.longestRecord {
                    return hold(base, plain, from: max(found, base), give)
                }
            case .partly where !isLast:
                // A line feed at the end may be shown at once, unless it is an empty line that a record would take away.
                let isEmptyLine = found <= plain ? isAtLineStart : found[-1] == ByteScan.lineFeed
                if at < end || isEmptyLine { return hold(base, plain, from: max(found, base), give) }
            case .partly, .no:
                break
            }
            feed = ByteScan.first(ByteScan.lineFeed, at, end)
        }
        emit(plain, end, give)
        return bytes.count
    }

    private mutating func hold(
        _ base: UnsafePointer<UInt8>, _ plain: UnsafePointer<UInt8>, from held: UnsafePointer<UInt8>, _ give: (Piece) -> Void
    ) -> Int {
        emit(plain, held, give)
        return held - base
    }

    private mutating func emit(_ from: UnsafePointer<UInt8>, _ to: UnsafePointer<UInt8>, _ give: (Piece) -> Void) {
        guard to > from else { return }
        isAtLineStart = to[-1] == ByteScan.lineFeed
        give(.plain(UnsafeRawBufferPointer(start: from, count: to - from)))
    }

    private enum Match { case no, partly, whole }

    /// Whether behind a line feed the rest of a record's start follows.
    @inline(__always)
    private func match(_ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Match {
        let count = min(start.count - 1, end - at)
        return start.withUnsafeBufferPointer { start in
            for index in 0..<count where at[index] != start[index + 1] { return .no }
            return count == start.count - 1 ? .whole : .partly
        }
    }
}
