import CSisyphus
import Glibc

/// A pipe; both ends are closed on exec, the reading one does not block. Closing is up to whoever made it.
public struct Pipe: Sendable {
    public let reading: Int32
    public let writing: Int32

    /// - Parameter capacity: wished for, in bytes; less is taken where more is not to be had.
    public init(capacity: Int32 = 0) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try attempt("create a", "pipe") { sis_pipe(&ends) }
        (reading, writing) = (ends[0], ends[1])
        try File.setNonBlocking(reading)
        // The sum of all pipes of a user is limited (pipe(7)): then we go on with what we have.
        var size = capacity
        while size > 65_536 && sis_set_pipe_size(reading, size) == -1 { size /= 2 }
    }
}
