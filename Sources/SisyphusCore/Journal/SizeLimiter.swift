/// Keeps a log from growing without end: the head is written, of the rest the newest bytes wait until the run is over.
struct SizeLimiter {
    /// Bytes at the end of the log that are kept when the head is full.
    static let tailBytes = 1 << 20

    /// Bytes of the head.
    let limit: Int
    private(set) var tail: ByteBuffer?
    /// What is in neither head nor tail.
    private(set) var leftOutLines = 0
    private(set) var leftOutBytes = 0
    private var written = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes back what was rendered beyond the limit. `old` is how much waited before.
    mutating func check(_ pending: ByteBuffer, old: Int) {
        written += pending.count - old
        guard written > limit else { return }
        let bytes = pending.bytes
        var end = max(bytes.count - (written - limit), old)
        while end > old, bytes[end - 1] != ByteScan.lineFeed { end -= 1 }
        let tail = ByteBuffer(capacity: 4096)
        tail.append(UnsafeRawBufferPointer(rebasing: bytes[end...]))
        pending.truncate(to: end)
        self.tail = tail
        trim(to: SizeLimiter.tailBytes)
    }

    /// Throws away the oldest lines once in a while.
    mutating func trimOften() {
        if let tail, tail.count > 2 * SizeLimiter.tailBytes { trim(to: SizeLimiter.tailBytes) }
    }

    /// Whole lines, at most `count` bytes (one line may be longer).
    mutating func trim(to count: Int) {
        guard let tail, tail.count > count else { return }
        let bytes = tail.bytes
        var start = bytes.count - count
        while start < bytes.count, bytes[start - 1] != ByteScan.lineFeed { start += 1 }
        leftOutBytes += start
        leftOutLines += ByteScan.count(ByteScan.lineFeed, in: UnsafeRawBufferPointer(rebasing: bytes[..<start]))
        tail.drain(start)
    }
}
