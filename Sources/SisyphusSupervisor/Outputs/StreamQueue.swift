import SisyphusCore
import SisyphusUnix

/// What waits to be written to whoever reads it elsewhere: standard output, standard error, the syslog daemon, a stream or FIFO of a library job.
///
/// The log is the truth: a reader that is slow or gone never slows or ends the run. What it does not take at once waits in memory, then on disk, for as
/// long as it moves. One that stands still is given up: a mark in the stream says how much is missing there, as soon as the stream takes something again.
final class StreamQueue {
    /// Bytes that nobody will read.
    private var dropped = 0
    /// How many of them were told of.
    private var toldDropped = 0
    /// What it is called in sentences.
    let name: String
    /// Makes the line that counts bytes which are missing where it stands, in the form of the others.
    var mark: (_ missing: Int) -> [UInt8] = { Array("sisyphus: \(StreamQueue.markText($0))\n".utf8) }
    private let writer: BoundedWriter
    private let directory: Directory
    /// How long the reader may stand still (microseconds).
    private(set) var patience: Int64
    /// Whether the reader was given up since this was asked.
    private var wasGivenUp = false
    /// A live line on the same terminal, which makes room for what is written.
    var cover: ProgressLine?
    private let held = ByteBuffer()
    private var spill: SpillFile?
    /// Bytes that are missing since the last mark.
    private var gap = 0
    /// Whether what comes is dropped until the mark is written.
    private var isSkipping = false
    /// The reader is gone (EPIPE) or the device is: nobody is left to tell.
    private var isBroken = false
    private var lineIsTorn = false
    /// When the reader stands still for too long (microseconds of the monotonic clock); `nil`: nothing waits.
    private var end: Int64?
    /// Until then nothing is tried: `poll` promised room where there was none.
    private var pauseEnd: Int64?
    private var pause = shortPause
    private static let shortPause: Int64 = 50_000
    private static let longPause: Int64 = 1_000_000

    /// How much waits in memory, and on disk.
    static let heldBytes = 1 << 20
    static let spilledBytes: Int64 = 1 << 30

    /// - Parameter directory: where the file lies that holds what memory does not.
    init(_ writer: BoundedWriter, name: String, directory: Directory, patience: Int64) {
        self.writer = writer
        self.name = name
        self.directory = directory
        self.patience = patience
    }

    /// A copy goes through it: its reader has this time, and much may come.
    func carryCopy(patience: Int64) {
        self.patience = patience
        writer.expectMuch()
    }

    /// Bytes that nobody will read, and that were not told of yet.
    var newlyDropped: Int { dropped - toldDropped }

    func forgetDropped() { toldDropped = dropped }

    static func markText(_ missing: Int) -> String { "\(grouped(missing)) bytes are missing here, because nobody took them" }

    /// Whether the reader was given up since the last time this was asked.
    func takeGivenUp() -> Bool {
        defer { wasGivenUp = false }
        return wasGivenUp
    }

    private var waits: Bool { !held.isEmpty || spill != nil }

    /// Whether nothing waits and what was written ended with a line.
    var isAtRest: Bool { !isPending && !lineIsTorn }

    /// Whether something is to be written yet.
    var isPending: Bool { !isBroken && (waits || gap > 0) }

    /// The descriptor to poll for writing.
    var waitingFD: Int32? { isPending && pauseEnd == nil ? writer.fd : nil }

    /// When `turn` is to be called at the latest (microseconds of the monotonic clock).
    var deadline: Int64? { isPending ? [end, pauseEnd].compactMap { $0 }.min() : nil }

    /// Takes all of a buffer, which is rendered lines or a part of the job's output.
    func take(_ buffer: ByteBuffer) {
        defer { buffer.removeAll() }
        append(buffer.bytes)
    }

    func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        if !isPending, !isBroken {
            var before = 0
            // Daemons take a message at a time.
            repeat { (before, rest) = (rest.count, write(rest)) } while !rest.isEmpty && rest.count < before && writer.takesMessages
        }
        if rest.isEmpty { return }
        if isBroken || isSkipping || !hold(rest) { drop(rest.count) }
    }

    private func hold(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if end == nil { end = SystemClock.monotonicMicroseconds() + patience }
        if spill == nil, held.count + bytes.count <= Self.heldBytes {
            held.append(bytes)
            return true
        }
        if spill == nil { spill = try? SpillFile(in: directory, limit: Self.spilledBytes) }
        if let spill, spill.append(bytes) { return true }
        if spill?.count == 0 { spill = nil }
        return false
    }

    private func drop(_ count: Int) {
        dropped += count
        if isBroken { return }
        gap += count
        isSkipping = true
    }

    /// Writes once; returns what was not taken.
    private func write(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if bytes.isEmpty { return bytes }
        cover?.clear()
        switch writer.write(bytes) {
        case .wrote(let count):
            if count > 0 { lineIsTorn = bytes[count - 1] != UInt8(ascii: "\n") }
            end = nil
            return UnsafeRawBufferPointer(rebasing: bytes[count...])
        case .wouldBlock:
            return bytes
        case .failed:
            isBroken = true
            return bytes
        }
    }

    /// Writes what can be written without waiting, and gives up a reader whose time is over.
    ///
    /// - Parameter poll: has waited for the descriptor.
    func turn(_ poll: Poll) {
        guard isPending else { return }
        let now = SystemClock.monotonicMicroseconds()
        let isDue = pauseEnd.map { now >= $0 } ?? waitingFD.map(poll.isReady) ?? false
        if isDue {
            let isMoving = drain()
            pauseEnd = isMoving ? nil : now + pause
            pause = isMoving ? Self.shortPause : min(2 * pause, Self.longPause)
            if isBroken { return discard() }
            if isMoving { end = waits ? now + patience : nil }
        }
        if let end, now >= end {
            wasGivenUp = true
            discard()
        }
    }

    /// - Returns: whether anything was taken.
    private func drain() -> Bool {
        var isMoving = false
        while isPending {
            if let spill, held.isEmpty || writer.takesMessages && !held.bytes.contains(UInt8(ascii: "\n")) {
                let waiting = Int(spill.count)
                if !spill.take(atMost: 256 << 10, into: held) { drop(waiting) }
                if held.isEmpty || spill.count == 0 { self.spill = nil }
                continue
            }
            let mark = held.isEmpty ? ByteBuffer() : held
            if held.isEmpty {
                if lineIsTorn { mark.append(UInt8(ascii: "\n")) }
                mark.append(self.mark(gap))
            }
            let count = mark.count
            mark.drain(count - write(mark.bytes).count)
            if mark.count == count { return isMoving }
            isMoving = true
            if mark !== held {
                held.append(mark)
                gap = 0
                isSkipping = false
            }
        }
        return isMoving
    }

    /// Gives a reader that stands still less time from now on.
    func shortenPatience(to shorter: Int64) {
        patience = min(patience, shorter)
        end = end.map { min($0, SystemClock.monotonicMicroseconds() + patience) }
    }

    private func discard() {
        let count = held.count + Int(spill?.count ?? 0)
        held.removeAll()
        spill = nil
        end = nil
        if isBroken { pauseEnd = nil }
        if count > 0 { drop(count) }
    }
}

extension StreamQueue {
    /// Lets readers that move take the rest. To be called without the lock.
    ///
    /// - Parameters:
    ///   - limit: for all of it, in microseconds; `nil`: as long as each one moves.
    ///   - signals: one that asks this process to end ends the waiting too.
    static func letReadersTakeTheRest(_ queues: [StreamQueue], limit: Int64?, signals: SignalReader, _ service: ServiceManager? = nil) {
        let end = limit.map { SystemClock.monotonicMicroseconds() + $0 }
        var poll = Poll()
        while true {
            let now = SystemClock.monotonicMicroseconds()
            let isLast = !queues.contains(where: \.waits) || signals.isPending(Signal.ending) || end.map { now >= $0 } ?? false
            poll.removeAll()
            for queue in queues { if let fd = queue.waitingFD { poll.add(fd, for: .writing) } }
            // In short turns: a signal that is not for us stays readable, and waiting for it would not wait.
            let next = ([now + 100_000, end ?? .max] + queues.compactMap(\.deadline)).min() ?? now
            poll.wait(microseconds: isLast ? 0 : next - now)
            // A mark that is due is tried once more, also where nothing else waits.
            for queue in queues { queue.turn(poll) }
            service?.turn()
            if isLast { return }
        }
    }
}
