/// The last lines of the job as they may be shown, for reports. Of a read only its last lines are copied, all at once, so that it costs nothing per line.
public struct LastLines {
    private static let maxShown = 1000
    private static let roomy = 1 << 16

    private let limit: Int
    private let buffer = ByteBuffer(capacity: 1024)

    init(limit: Int) {
        self.limit = max(limit, 0)
    }

    /// Oldest first, at most the number asked for, each without its end and cut at 1000 bytes.
    public var lines: [String] {
        if buffer.isEmpty { return [] }
        return buffer.bytes[start...].dropLast().split(separator: ByteScan.lineFeed, omittingEmptySubsequences: false)
            .map(LastLines.shown)
    }

    private static func shown(_ line: Slice<UnsafeRawBufferPointer>) -> String {
        // Of a line that is clean a carriage return can only be the end.
        let line = UnsafeRawBufferPointer(rebasing: line.last == ByteScan.carriageReturn ? line.dropLast() : line)
        guard line.count > maxShown, let base = line.bindMemory(to: UInt8.self).baseAddress else { return String(decoding: line, as: UTF8.self) }
        return String(decoding: line[..<UTF8Reader.cut(base, count: line.count, limit: maxShown)], as: UTF8.self) + "…"
    }

    /// Where the oldest of the last lines begins; what stands before is not looked at.
    private var start: Int {
        let bytes = buffer.bytes
        var left = limit
        var at = bytes.count - 1
        while at > 0 {
            if bytes[at - 1] == ByteScan.lineFeed {
                left -= 1
                if left == 0 { break }
            }
            at -= 1
        }
        return at
    }

    func append(_ batch: LineBatch, isRaw: Bool) {
        let lines = batch.bounds.suffix(limit)
        guard let first = lines.first, let last = lines.last else { return }
        let count = Int(last.end - first.start)
        guard !isRaw, count <= lines.count * LastLines.maxShown else {
            for index in lines.indices { append(batch.line(index), isShowable: !isRaw) }
            return
        }
        buffer.append(UnsafeRawBufferPointer(start: batch.base + Int(first.start), count: count))
        endLine()
    }

    func append(_ line: UnsafeRawBufferPointer, isShowable: Bool) {
        guard limit > 0 else { return }
        // Enough to see whether a character would be cut in two.
        let head = UnsafeRawBufferPointer(rebasing: line.prefix(LastLines.maxShown + 4))
        if isShowable {
            buffer.append(head)
        } else {
            Sanitizer(escapes: .escape).append(head, to: buffer)
        }
        endLine()
    }

    private func endLine() {
        buffer.append(ByteScan.lineFeed)
        // Only the last lines are kept then.
        if buffer.count > LastLines.roomy + limit * 4 * LastLines.maxShown { buffer.drain(start) }
    }
}
