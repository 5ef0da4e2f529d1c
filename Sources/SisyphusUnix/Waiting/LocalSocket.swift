import Glibc

/// A datagram socket of a daemon on this machine, which is told short messages. None waits for it.
public final class MessageSocket {
    private let fd: Int32

    /// - Parameter path: absolute, or `@NAME` of the abstract kind (unix(7)).
    /// - Throws: `SystemError` if nobody reads there.
    public init(_ path: String) throws(SystemError) { fd = try LocalSocket.connect(path) }

    deinit { File.close(fd) }

    /// - Returns: whether it was taken.
    public func send(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)) } >= 0
    }
}

/// Sockets of daemons on this machine (unix(7)).
enum LocalSocket {
    /// A datagram socket that is connected to the one of this path.
    ///
    /// - Throws: `SystemError` if there is none, nobody reads there, or it is of another kind.
    static func connect(_ path: String) throws(SystemError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        // Names of the abstract kind begin with a NUL, which is written so, and end with the address.
        let isAbstract = bytes.first == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        let length = isAbstract ? MemoryLayout<sockaddr_un>.size - room + bytes.count : MemoryLayout<sockaddr_un>.size
        guard bytes.count < room else { throw SystemError(operation: "connect to", object: path, errno: .fileNameTooLong) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let fd = try attempt("make a socket for", path) { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }
        do {
            try attempt("connect to", path) {
                withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(fd, $0, socklen_t(length)) }
                }
            }
        } catch {
            File.close(fd)
            throw error
        }
        return fd
    }
}
