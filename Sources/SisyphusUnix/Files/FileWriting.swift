import Glibc

extension File {
    /// Writes once. Returns how many bytes were taken, possibly fewer than given.
    public static func write(
        _ fd: Int32, _ bytes: UnsafeRawBufferPointer, name: String = ""
    ) throws(SystemError) -> Int {
        try attempt("write to", name) { Glibc.write(fd, bytes.baseAddress, bytes.count) }
    }

    /// Writes everything.
    public static func writeAll(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, name: String = "") throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try write(fd, rest, name: name)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes everything.
    public static func writeAll(_ fd: Int32, _ bytes: [UInt8], name: String = "") throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { try writeAll(fd, buffer, name: name) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
