import CSisyphus
import Glibc
public import SystemPackage

/// Writes to a descriptor that is shared with others without waiting for whoever reads there: each call is over after a moment.
///
/// The flag O_NONBLOCK belongs to the opening, which our caller shares, so it must not be set there. A pipe, terminal or FIFO is opened anew, and a
/// socket is sent to without waiting. Where neither is possible (no /proc, a pipe or terminal of another user), a timer ends the call.
public final class BoundedWriter {
    public enum Result: Sendable, Equatable {
        case wrote(Int)
        case wouldBlock
        case failed(Errno)
    }

    /// To be polled for writing.
    public let fd: Int32
    private let way: Way

    private enum Way {
        /// An opening of our own, which does not wait.
        case ownOpening
        case socket
        /// A file, which takes what it is given.
        case file
        /// - Parameter portion: at most so many bytes at once, which fit where `poll` finds room.
        case timer(portion: Int)
    }

    /// How long a call may take where a timer has to end it (microseconds).
    static let moment: Int64 = 10_000

    public convenience init(_ original: Int32) { self.init(original, reopening: true) }

    /// - Parameter reopening: `false`: as where there is no /proc.
    init(_ original: Int32, reopening: Bool) {
        var raw = stat()
        let kind = fstat(original, &raw) == 0 ? raw.st_mode & S_IFMT : S_IFREG
        switch kind {
        case S_IFSOCK: (fd, way) = (original, .socket)
        case S_IFIFO, S_IFCHR:
            let fresh = reopening ? open("/proc/self/fd/\(original)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) : -1
            (fd, way) = fresh >= 0 ? (fresh, .ownOpening) : (original, .timer(portion: kind == S_IFIFO ? 4096 : 256))
        default: (fd, way) = (original, .file)
        }
    }

    deinit {
        if case .ownOpening = way { File.close(fd) }
    }

    public func write(_ bytes: UnsafeRawBufferPointer) -> Result {
        while true {
            let count =
                switch way {
                case .socket: send(fd, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
                case .timer(let portion): hasRoom ? sis_write_within(fd, bytes.baseAddress, min(bytes.count, portion), Self.moment) : -1
                case .ownOpening, .file: sis_write_within(fd, bytes.baseAddress, bytes.count, 0)
                }
            if count >= 0 { return .wrote(count) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .failed(Errno(rawValue: errno)) }
        }
    }

    private var hasRoom: Bool {
        var entry = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
        if Glibc.poll(&entry, 1, 0) == 1 { return true }
        errno = EAGAIN
        return false
    }
}
