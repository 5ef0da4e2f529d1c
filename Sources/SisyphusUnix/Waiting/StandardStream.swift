import SisyphusCore

/// What a command says to whoever started it: answers on standard output, what is wrong on standard error.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Whether both lead to the same place, as they do under cron.
    public static var sharesOutput: Bool {
        guard let output = FileStatus.of(1), let error = FileStatus.of(2) else { return false }
        return (output.device, output.inode) == (error.device, error.inode)
    }

    /// Writes a text and waits for its reader, but not for ever: given up is one that is gone, and one that stands still for too long, or when this
    /// process has been asked to end meanwhile.
    public func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes all of the bytes, or what the reader takes.
    public func write(_ bytes: [UInt8]) {
        let writer = BoundedWriter(rawValue)
        bytes.withUnsafeBytes { bytes in
            var rest = bytes
            var end = SystemClock.monotonicMicroseconds() + Self.patience
            var poll = Poll()
            while !rest.isEmpty {
                switch writer.write(rest) {
                case .wrote(let count):
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                    end = SystemClock.monotonicMicroseconds() + Self.patience
                case .failed(let error):
                    if self == .output { Self.lose(error) }
                    return
                case .wouldBlock:
                    if SystemClock.monotonicMicroseconds() >= end || SignalReader.isAskedToEnd {
                        // Who says one more thing does not wait so long again.
                        Self.patience = 0
                        return
                    }
                    poll.removeAll()
                    poll.add(writer.fd, for: .writing)
                    poll.wait(microseconds: 50_000)
                }
            }
        }
    }

    /// Writes what is taken at once; what is not is lost, since this is said where nothing may wait.
    ///
    /// - Returns: whether all was taken.
    @discardableResult
    public func offer(_ text: String) -> Bool {
        let writer = BoundedWriter(rawValue)
        var text = text
        return text.withUTF8 {
            var rest = UnsafeRawBufferPointer($0)
            while !rest.isEmpty, case .wrote(let count) = writer.write(rest) { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
            return rest.isEmpty
        }
    }

    /// Why something written to standard output is lost: a full disk, say.
    nonisolated(unsafe) public private(set) static var outputFailure: Errno?

    /// Notes that standard output does not take what it is given. A reader that has gone away has seen enough.
    static func lose(_ error: Errno) { if error != .brokenPipe { outputFailure = error } }

    /// How long a reader may stand still (microseconds).
    nonisolated(unsafe) private static var patience = ReaderKind.copy.usualPatience.microseconds
}
