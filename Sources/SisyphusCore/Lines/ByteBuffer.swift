/// Bytes that grow at the end and are taken away at the front: what is rendered waits here to be written.
///
/// A class, so that the writer and the one who empties it share it without copies.
public final class ByteBuffer {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0

    public init(capacity: Int = 1024) {
        self.capacity = max(capacity, 64)
        storage = .allocate(capacity: self.capacity)
    }

    deinit {
        storage.deallocate()
    }

    public var count: Int { end - start }
    public var isEmpty: Bool { end == start }

    /// The bytes; valid until the next change.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: storage + start, count: count)
    }

    /// A copy of the bytes.
    public var array: [UInt8] { Array(bytes) }

    /// Room for `count` more bytes at the returned place; `commit` says how many were filled.
    @inline(__always)
    func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - end < count { grow(count) }
        return storage + end
    }

    @inline(__always)
    func commit(_ count: Int) {
        end += count
    }

    @inline(__always)
    public func append(_ byte: UInt8) {
        reserve(1).pointee = byte
        end += 1
    }

    @inline(__always)
    public func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(reserve(bytes.count)).copyMemory(from: base, byteCount: bytes.count)
        end += bytes.count
    }

    public func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    public func append(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { append($0) }
    }

    public func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    public func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// A number with at least so many digits.
    func appendDecimal(_ value: Int64, width: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0 || 20 - start < width
            append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start...]))
        }
    }

    public func append(_ other: ByteBuffer) {
        append(other.bytes)
    }

    /// Takes the first `count` bytes away.
    public func drain(_ count: Int) {
        precondition(count <= self.count)
        start += count
        if start == end { removeAll() }
    }

    /// Takes the last bytes away, so that `count` remain.
    public func truncate(to count: Int) {
        precondition(count <= self.count)
        end = start + count
    }

    /// Forgets the bytes and keeps at most 1 MiB of room.
    public func removeAll() {
        start = 0
        end = 0
        if capacity > 1 << 20 {
            storage.deallocate()
            capacity = 1 << 16
            storage = .allocate(capacity: capacity)
        }
    }

    @inline(never)
    private func grow(_ needed: Int) {
        let count = self.count
        var room = storage
        if capacity < 2 * (count + needed) {
            capacity = 2 * (count + needed)
            room = .allocate(capacity: capacity)
        }
        // May overlap when the bytes only move to the front.
        UnsafeMutableRawPointer(room).copyMemory(from: storage + start, byteCount: count)
        if room != storage { storage.deallocate() }
        storage = room
        start = 0
        end = count
    }
}
