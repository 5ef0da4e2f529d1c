import SisyphusCore
import SisyphusUnix

/// The log of a run on disk. What cannot be written is kept (the newest lines, up to a bound), tried again every second,
/// and what is lost is counted: a full disk never stops the job.
final class LogFile {
    /// What happened to the writing, told once per change.
    enum Trouble {
        case began(SystemError)
        /// The disk takes lines again; so many bytes were lost meanwhile.
        case ended(lost: Int, SystemError)
    }

    let output: RenderedOutput
    /// The name in the job's directory.
    let name: String
    /// Bytes of the log that are lost.
    private(set) var lost = 0
    /// When the next attempt is due (microseconds since the run began); `nil`: nothing is held back.
    private(set) var retryAt: Int64?

    private let directory: Directory
    private let mode: UInt16
    private let encoder: Iconv?
    private let tells: (Trouble) -> Void
    private var fd: Int32?
    private var failure: SystemError?
    private let encodedLines = ByteBuffer()

    /// How much is kept in memory while the file cannot be written.
    static let heldBytes = 1 << 20
    private static let retryPause: Int64 = 1_000_000

    init(
        name: String, fd: Int32?, output: RenderedOutput, directory: Directory, mode: UInt16, encoder: Iconv?,
        tells: @escaping (Trouble) -> Void
    ) {
        self.name = name
        self.fd = fd
        self.output = output
        self.directory = directory
        self.mode = mode
        self.encoder = encoder
        self.tells = tells
    }

    static let creation = File.writeOnly | File.create | File.exclusive | File.append | File.noFollow

    /// Writes what is pending: one `write` for everything that came with one wake-up.
    func flush(now: Int64) {
        if output.pending.isEmpty && encodedLines.isEmpty { return }
        if let retryAt, now < retryAt { return hold() }
        do {
            try write()
            if let failure { recovered(from: failure) }
        } catch {
            retryAt = now + Self.retryPause
            if failure == nil { tells(.began(error)) }
            failure = error
            hold()
        }
    }

    private func write() throws(SystemError) {
        let fd = try opened()
        let bytes = encoded(output.pending)
        while !bytes.isEmpty {
            bytes.drain(try File.write(fd, bytes.bytes, name: name))
        }
    }

    /// The lines in the encoding of the file. What is encoded stays so until it is written, since an encoding may have a state.
    private func encoded(_ lines: ByteBuffer) -> ByteBuffer {
        guard let encoder else { return lines }
        if encodedLines.isEmpty {
            encodedLines.append(encoder.encode(lines.bytes))
            lines.removeAll()
        }
        return encodedLines
    }

    /// A log that could not be made at the start is made as soon as the disk lets us.
    private func opened() throws(SystemError) -> Int32 {
        if let fd { return fd }
        let new = try directory.openFile(name, LogFile.creation, mode: mode)
        fd = new
        return new
    }

    private func recovered(from failure: SystemError) {
        self.failure = nil
        retryAt = nil
        tells(.ended(lost: lost, failure))
    }

    private func hold() {
        let excess = output.pending.count - Self.heldBytes
        if excess > 0 { lost += output.pending.removeOldestLines(atLeast: excess) }
    }

    /// The result line is pending: writes it and makes it durable, or gives up what a run in which nothing happened has logged.
    func finishWriting(now: Int64, keeps: Bool) {
        guard keeps else { return output.pending.removeAll() }
        retryAt = nil
        flush(now: now)
        lost += output.pending.count + encodedLines.count
        output.pending.removeAll()
        encodedLines.removeAll()
        if let fd { try? File.syncData(fd, name: name) }
    }

    func close() {
        if let fd { File.close(fd) }
        fd = nil
        output.pending.removeAll()
    }
}
