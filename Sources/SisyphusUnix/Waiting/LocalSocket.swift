import Glibc
import SystemPackage

/// Sockets of daemons on this machine (unix(7)).
enum LocalSocket {
    /// A datagram socket that is connected to the one of this path.
    ///
    /// - Throws: `SystemError` if there is none, nobody reads there, or it is of another kind.
    static func connect(_ path: String) throws(SystemError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { throw SystemError(operation: "connect to", object: path, errno: .fileNameTooLong) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let fd = try attempt("make a socket for", path) { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }
        do {
            try attempt("connect to", path) {
                withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(fd, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
                }
            }
        } catch {
            File.close(fd)
            throw error
        }
        return fd
    }
}
