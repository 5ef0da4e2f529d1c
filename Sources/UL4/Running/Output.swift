/// What a template puts out: bytes in memory of their own that only grow.
///
/// Every word of a template comes here. An array in an object would be checked for other owners and for overlapping accesses each time.
final class Output {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = 256
    private(set) var count = 0

    init() { base = .allocate(capacity: capacity) }

    deinit { base.deallocate() }

    /// All bytes, until something is appended.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    @inline(__always)
    private func reserve(_ size: Int) {
        if count &+ size > capacity { grow(size) }
    }

    private func grow(_ size: Int) {
        capacity = max(capacity * 2, count + size)
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        new.update(from: base, count: count)
        base.deallocate()
        base = new
    }

    @inline(__always)
    func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    @inline(__always)
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count &+= bytes.count
    }

    func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    func append(_ text: String) { text.withBytes { append($0) } }

    /// A number from 0 to 99 with two digits.
    @inline(__always)
    func appendTwoDigits(_ number: Int) {
        append(UInt8(truncatingIfNeeded: 0x30 &+ number / 10))
        append(UInt8(truncatingIfNeeded: 0x30 &+ number % 10))
    }

    /// Drops what was appended since there were so many bytes.
    func truncate(to count: Int) { self.count = count }
}
