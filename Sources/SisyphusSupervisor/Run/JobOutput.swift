import SisyphusCore
import SisyphusUnix

/// One of the job's pipes, read line by line into the journal.
final class JobOutput {
    let stream: JobStream
    /// `nil`: at its end.
    private(set) var fd: Int32?
    /// When an unfinished line is shown as it stands (microseconds since the run began).
    private(set) var silenceDeadline: Int64?

    /// A prompt without a line feed is in the log after this time.
    private static let silence: Int64 = 1_000_000

    init(stream: JobStream, fd: Int32) {
        self.stream = stream
        self.fd = fd
    }

    /// What one reading brought.
    enum Reading { case bytes(Int), nothing, end }

    /// Reads once, so that signals and deadlines are served between the reads of a job that floods.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        guard let fd else { return .end }
        switch File.readAvailable(fd, buffer) {
        case .bytes(let count): return .bytes(count)
        case .wouldBlock: return .nothing
        case .end, .failed: return .end
        }
    }

    func noteLine(unfinished: Bool, at stamp: Stamp) {
        silenceDeadline = unfinished ? stamp.elapsed + Self.silence : nil
    }

    func close() {
        if let fd { File.close(fd) }
        fd = nil
        silenceDeadline = nil
    }
}
