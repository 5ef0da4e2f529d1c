import Glibc

extension File {
    /// What a reading from a pipe brought.
    public enum Reading: Sendable, Equatable {
        case bytes(Int)
        /// Nothing at the moment.
        case wouldBlock
        /// No writer is left.
        case end
        case failed(Errno)
    }

    /// Reads what is there, once.
    public static func readAvailable(_ fd: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Reading {
        while true {
            let count = Glibc.read(fd, buffer.baseAddress, buffer.count)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            let number = errno
            if number == EAGAIN { return .wouldBlock }
            if number != EINTR { return .failed(Errno(rawValue: number)) }
        }
    }
}
