import CSisyphus
import Glibc

/// Writes to whoever reads at the other end without waiting for that: each call is over after a moment.
///
/// The flag O_NONBLOCK belongs to the opening, which our caller shares, so it must not be set there. A pipe, terminal or FIFO is opened anew, and a
/// socket is sent to without waiting. Where neither is possible (no /proc, a pipe or terminal of another user), a timer ends the call.
public final class BoundedWriter {
    /// What became of a write.
    public enum Result: Sendable, Equatable {
        case wrote(Int)
        case wouldBlock
        case failed(Errno)
    }

    /// To be polled for writing.
    public private(set) var fd: Int32
    private let way: Way
    /// Whether it may be a terminal, which needs care.
    private let isDevice: Bool

    private enum Way {
        /// An opening of our own, which does not wait.
        case ownOpening
        case socket
        /// The same, made elsewhere.
        case opened(OpenFile)
        /// The socket of a daemon, which takes a line as a message and may go and come again.
        case daemon(path: String)
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
        isDevice = kind == S_IFCHR
        switch kind {
        case S_IFSOCK: (fd, way) = (original, .socket)
        case S_IFIFO, S_IFCHR:
            let fresh = reopening ? open("/proc/self/fd/\(original)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) : -1
            (fd, way) = fresh >= 0 ? (fresh, .ownOpening) : (original, .timer(portion: kind == S_IFIFO ? 4096 : 256))
        default: (fd, way) = (original, .file)
        }
    }

    /// Writes to a file that was opened with O_NONBLOCK.
    public init(_ file: OpenFile) { (fd, way, isDevice) = (file.fd, .opened(file), true) }

    /// Sends each line as a message, without its line feed, to the daemon that has this datagram socket.
    ///
    /// - Throws: `SystemError` if there is none.
    public init(daemon path: String) throws(SystemError) {
        (way, isDevice) = (.daemon(path: path), false)
        fd = try LocalSocket.connect(path)
    }

    deinit {
        switch way {
        case .ownOpening, .daemon: File.close(fd)
        case .opened, .socket, .file, .timer: break
        }
    }

    /// Lets a pipe hold a mebibyte, for much that goes through it: each time that it is full costs a change to the reader and back.
    public func expectMuch() { PipeEnds.enlarge(fd, to: 1 << 20) }

    /// Whether one line at a time is taken, and never a part of one.
    public var takesMessages: Bool { if case .daemon = way { true } else { false } }

    public func write(_ bytes: UnsafeRawBufferPointer) -> Result {
        while true {
            let count =
                switch way {
                case .socket: send(fd, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
                case .daemon(let path): sendLine(bytes, path)
                case .timer(let portion): hasRoom ? sis_write_within(fd, bytes.baseAddress, min(bytes.count, portion), Self.moment, isDevice) : -1
                case .ownOpening, .opened, .file: sis_write_within(fd, bytes.baseAddress, bytes.count, 0, isDevice)
                }
            if count >= 0 { return .wrote(count) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .failed(Errno(rawValue: errno)) }
        }
    }

    private var hasRoom: Bool {
        if Poll.isReady(fd, for: .writing, within: 0) { return true }
        errno = EAGAIN
        return false
    }

    /// Sends the first line. What the socket takes in no message is cut; a daemon that is gone is looked for anew, and may yet come again.
    private func sendLine(_ bytes: UnsafeRawBufferPointer, _ path: String) -> Int {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var length = end
        while send(fd, bytes.baseAddress, length, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)) == -1 {
            if errno == EINTR || errno == EAGAIN { return -1 }
            if errno == EMSGSIZE, length > 480 {
                length /= 2
                continue
            }
            guard let new = try? LocalSocket.connect(path) else {
                errno = EAGAIN
                return -1
            }
            File.close(fd)
            fd = new
        }
        return min(end + 1, bytes.count)
    }
}
