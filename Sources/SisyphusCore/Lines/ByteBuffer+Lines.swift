extension ByteBuffer {
    /// Takes whole lines away at the front, as many as are needed to shrink by `count` bytes. Returns the bytes taken.
    public func removeOldestLines(atLeast count: Int) -> Int {
        guard count < self.count else { return removeEverything() }
        let rest = bytes[count...]
        guard let end = rest.firstIndex(of: ByteScan.lineFeed) else { return removeEverything() }
        drain(end + 1)
        return end + 1
    }

    /// Takes whole lines away at the end, as many as are needed to shrink by `count` bytes. Returns the bytes taken.
    public func removeNewestLines(atLeast count: Int) -> Int {
        guard count < self.count else { return removeEverything() }
        let before = self.count
        guard let end = bytes[..<(before - count)].lastIndex(of: ByteScan.lineFeed) else { return removeEverything() }
        truncate(to: end + 1)
        return before - end - 1
    }

    /// The last line with its line feed.
    public var lastLine: UnsafeRawBufferPointer {
        let start = bytes.dropLast().lastIndex(of: ByteScan.lineFeed).map { $0 + 1 } ?? 0
        return UnsafeRawBufferPointer(rebasing: bytes[start...])
    }

    private func removeEverything() -> Int {
        let count = self.count
        removeAll()
        return count
    }
}
