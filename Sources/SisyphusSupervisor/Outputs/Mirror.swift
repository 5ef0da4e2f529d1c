import SisyphusCore
import SisyphusUnix

/// A copy of the lines on stdout or stderr. The log is the truth: a reader that is slow or gone never slows or ends the run;
/// what it does not take in time is dropped and counted.
final class Mirror {
    private(set) var dropped = 0
    private let writer: NonBlockingWriter
    private let queue: ByteBuffer
    private var isBroken = false

    static let limit = 1 << 20

    /// - Parameter queue: where the lines to be written appear: the pending bytes of a rendered output, or a buffer of its own
    ///   for lines that are shown as they are.
    init(fd: Int32, queue: ByteBuffer) {
        writer = NonBlockingWriter(duplicating: fd)
        self.queue = queue
    }

    /// The descriptor to poll for writing while something is waiting.
    var waitingFD: Int32? { queue.isEmpty || isBroken ? nil : writer.fd }

    func append(_ bytes: UnsafeRawBufferPointer) {
        if isBroken || queue.count + bytes.count > Self.limit {
            dropped += bytes.count
        } else {
            queue.append(bytes)
        }
    }

    /// Writes what can be written without waiting. Returns whether anything was.
    @discardableResult
    func flush() -> Bool {
        var wrote = false
        while !queue.isEmpty && !isBroken {
            switch writer.write(queue.bytes) {
            case .wrote(let count):
                queue.drain(count)
                wrote = true
            case .wouldBlock:
                trim()
                return wrote
            case .failed:
                // The reader is gone (EPIPE) or the device is: nobody is left to tell.
                isBroken = true
            }
        }
        if isBroken { dropAll() }
        return wrote
    }

    private func trim() {
        let excess = queue.count - Self.limit
        if excess > 0 { dropped += queue.removeNewestLines(atLeast: excess) }
    }

    /// Lets a reader that is alive take the rest: gives up after a second without progress.
    func letReaderTakeTheRest() {
        var poll = Poll()
        while let fd = waitingFD {
            poll.removeAll()
            poll.add(fd, writing: true)
            if poll.wait(microseconds: 1_000_000) == 0 { break }
            if !flush() { break }
        }
        dropAll()
    }

    func close() {
        letReaderTakeTheRest()
        writer.close()
    }

    private func dropAll() {
        dropped += queue.count
        queue.removeAll()
    }
}
