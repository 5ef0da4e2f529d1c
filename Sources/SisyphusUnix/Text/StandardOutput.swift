import CSisyphus
import Glibc

/// The buffered stream behind `print` and `printf`.
public enum StandardOutput {
    /// Each line is given out when it ends, as on a terminal.
    public static func giveOutByLines() { sis_stdout_by_lines() }

    /// Gives out what waits in the stream.
    public static func flush() { sis_stdout_flush() }
    /// The same unless another thread is using the stream, which may never end, and for a second at most.
    public static func flushBriefly() { sis_stdout_flush_within(1_000_000) }

    /// A descriptor of our own for the same place, which stays when the program closes or redirects its own.
    public static func duplicate() throws(SystemError) -> Int32 {
        let fd = fcntl(1, F_DUPFD_CLOEXEC, 10)
        try attempt("duplicate", "standard output") { fd }
        return fd
    }

    /// Writes all of the bytes in one call; waits for the reader where the descriptor does not.
    ///
    /// - Returns: `false`: not all could be written, and nothing more can.
    @discardableResult
    public static func send(_ bytes: UnsafeRawBufferPointer, to fd: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            do throws(SystemError) {
                rest = UnsafeRawBufferPointer(rebasing: rest[try File.write(fd, rest)...])
            } catch {
                guard error.errno == .wouldBlock else {
                    if fd == StandardStream.output.rawValue { StandardStream.lose(error.errno) }
                    return false
                }
                _ = Poll.isReady(fd, for: .writing, within: nil)
            }
        }
        return true
    }
}
