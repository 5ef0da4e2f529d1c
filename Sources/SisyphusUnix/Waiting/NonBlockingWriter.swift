import Glibc
import SystemPackage

/// Writes to a descriptor that is shared with others without ever waiting for its reader.
///
/// The flag O_NONBLOCK belongs to the opening, which our caller shares, so it must not be set there. A pipe, terminal or FIFO is opened anew; what cannot be
/// (sockets) is sent to without waiting; anything else is asked by `poll` first.
public final class NonBlockingWriter {
    public enum Result: Sendable, Equatable {
        case wrote(Int)
        case wouldBlock
        case failed(Errno)
    }

    public private(set) var fd: Int32
    private let isOwn: Bool
    private let isSocket: Bool

    public init(duplicating original: Int32) {
        var raw = stat()
        let kind = fstat(original, &raw) == 0 ? raw.st_mode & S_IFMT : S_IFREG
        isSocket = kind == S_IFSOCK
        let fresh =
            kind == S_IFIFO || kind == S_IFCHR
            ? open("/proc/self/fd/\(original)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) : -1
        isOwn = fresh >= 0
        fd = isOwn ? fresh : original
    }

    public func write(_ bytes: UnsafeRawBufferPointer) -> Result {
        while true {
            if !isOwn && !isSocket && !hasRoom { return .wouldBlock }
            // A pipe with room takes PIPE_BUF bytes at once; more might wait.
            let count =
                isSocket
                ? send(fd, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
                : Glibc.write(fd, bytes.baseAddress, isOwn ? bytes.count : min(bytes.count, 4096))
            if count >= 0 { return .wrote(count) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .failed(Errno(rawValue: errno)) }
        }
    }

    private var hasRoom: Bool {
        var entry = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
        return Glibc.poll(&entry, 1, 0) == 1
    }

    public func close() {
        if isOwn && fd >= 0 { File.close(fd) }
        fd = -1
    }
}
