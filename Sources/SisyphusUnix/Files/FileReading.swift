import Glibc
import SystemPackage

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

    /// Reads into the buffer. Returns 0 at the end of the file.
    public static func read(
        _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, name: String = ""
    ) throws(SystemError) -> Int {
        try attempt("read", name) { Glibc.read(fd, buffer.baseAddress, buffer.count) }
    }

    /// Reads at most so many bytes from a place in the file; fewer only at its end.
    public static func read(
        _ fd: Int32, upTo limit: Int, at offset: Int64, name: String = ""
    ) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(limit, 1)) { buffer, filled in
            do throws(SystemError) {
                while filled < limit {
                    let start = filled
                    let count = try attempt("read", name) {
                        pread(fd, buffer.baseAddress! + start, limit - start, off_t(offset) + start)
                    }
                    if count == 0 { break }
                    filled += count
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
