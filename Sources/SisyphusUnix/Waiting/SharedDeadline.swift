import CSisyphus
import Glibc

/// A moment of the boot-time clock that several processes share: one puts it off, the others keep it.
public final class SharedDeadline {
    let page: UnsafeMutablePointer<Int64>
    /// The file in memory that the other process maps; closed on exec.
    public let fd: Int32
    /// Can be read from the moment on that was asked for last, also when the machine slept over it.
    public let timer: Int32

    /// A new one, which has passed.
    public convenience init() throws(SystemError) { try self.init(fd: MemoryFile.make(name: "deadline")) }

    /// The one of another process, which has handed over this descriptor.
    public init(fd: Int32) throws(SystemError) {
        guard let page = sis_deadline_map(fd) else { throw SystemError(operation: "map", object: "the deadline of the lock", errno: Errno(rawValue: errno)) }
        (self.page, self.fd) = (page, fd)
        timer = try attempt("make a timer for", "the deadline of the lock") { sis_boot_timer() }
    }

    deinit {
        munmap(page, MemoryLayout<Int64>.size)
        File.close(timer)
        File.close(fd)
    }

    /// Microseconds of the boot-time clock.
    public var moment: Int64 {
        get { sis_deadline(page) }
        set { sis_deadline_set(page, newValue) }
    }

    /// Has the timer ring then.
    public func wake(at moment: Int64) { sis_boot_timer_set(timer, moment) }
}
