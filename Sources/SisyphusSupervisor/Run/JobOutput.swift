import SisyphusCore
import SisyphusUnix

/// One of the job's pipes, or its terminal, read line by line into the journal.
final class JobOutput {
    let stream: JobStream
    /// `nil`: at its end.
    private(set) var fd: Int32?
    /// Whether it is the main side of a pseudo-terminal.
    let isTerminal: Bool
    /// When an unfinished line is shown as it stands (microseconds since the run began).
    private(set) var silenceDeadline: Int64?

    /// When a terminal whose other side is closed is looked at again (microseconds since the run began). It stays open: closing it would hang up on
    /// a job that lives, and such a job may open its side again.
    private(set) var restEnd: Int64?
    /// To be polled; `nil`: nothing comes, or not now.
    var waitingFD: Int32? { restEnd == nil ? fd : nil }

    private static let rest: Int64 = 1_000_000

    /// A prompt without a line feed is in the log after this time.
    private static let silence: Int64 = 1_000_000

    init(stream: JobStream, fd: Int32, isTerminal: Bool = false) {
        self.stream = stream
        self.fd = fd
        self.isTerminal = isTerminal
    }

    /// What one reading brought.
    enum Reading { case bytes(Int), nothing, end, failed(Errno) }

    /// Reads once, so that signals and deadlines are served between the reads of a job that floods.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        guard let fd else { return .end }
        switch File.readAvailable(fd, buffer) {
        case .bytes(let count): return .bytes(count)
        case .wouldBlock: return .nothing
        case .end: return .end
        // So a terminal ends whose other side is closed.
        case .failed(.ioError) where isTerminal: return .end
        case .failed(let error): return .failed(error)
        }
    }

    func pause(at stamp: Stamp) { restEnd = stamp.elapsed + Self.rest }
    func goOn() { restEnd = nil }

    func noteLine(unfinished: Bool, at stamp: Stamp) {
        silenceDeadline = unfinished ? stamp.elapsed + Self.silence : nil
    }

    func close() {
        if let fd { File.close(fd) }
        fd = nil
        silenceDeadline = nil
    }
}
