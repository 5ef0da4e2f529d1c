/// The last lines of the job as they may be shown, for reports. Of a read only its last lines are copied, so that it costs nothing per line.
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
            .map { String(decoding: $0, as: UTF8.self) }
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
        for index in max(batch.bounds.count - limit, 0)..<batch.bounds.count {
            append(batch.line(index), isShowable: !isRaw)
        }
    }

    func append(_ line: UnsafeRawBufferPointer, isShowable: Bool) {
        guard limit > 0 else { return }
        let head = line.baseAddress.map { base in
            let count = UTF8Reader.cut(base.assumingMemoryBound(to: UInt8.self), count: line.count, limit: LastLines.maxShown)
            return UnsafeRawBufferPointer(start: base, count: count)
        }
        if let head, isShowable {
            buffer.append(head)
        } else if let head {
            Sanitizer(escapes: .escape).append(head, to: buffer)
        }
        if let head, head.count < line.count { buffer.append("…") }
        buffer.append(ByteScan.lineFeed)
        // Only the last lines are kept then.
        if buffer.count > LastLines.roomy + limit * 4 * LastLines.maxShown { buffer.drain(start) }
    }
}
