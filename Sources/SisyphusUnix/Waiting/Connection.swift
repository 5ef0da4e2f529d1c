import CSisyphus
import Glibc

/// A TCP connection that is being made, or is there. Nothing on it waits.
public final class Connection {
    /// To be polled: for writing until it is there.
    public let fd: Int32

    /// - Parameter address: numeric.
    /// - Throws: `SystemError` if it cannot even be tried.
    public init(to address: String, port: String) throws(SystemError) { fd = try attempt("connect to", address) { sis_connect(address, port) } }

    deinit { File.close(fd) }

    /// Whether an address is numeric, so that no name server is to be asked.
    public static func isNumeric(_ address: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, address, &bytes) == 1 || inet_pton(AF_INET6, address, &bytes) == 1
    }

    /// Why it has come to nothing, once `fd` is ready; `nil`: it is there.
    public var failure: Errno? {
        var (number, size): (Int32, socklen_t) = (0, socklen_t(MemoryLayout<Int32>.size))
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size)
        return number == 0 ? nil : Errno(rawValue: number)
    }

    /// - Returns: how many bytes were taken; `nil`: the connection is lost.
    public func send(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let count = Glibc.send(fd, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        return count >= 0 ? count : errno == EAGAIN || errno == EINTR ? 0 : nil
    }
}
