import CSisyphus
import Glibc

/// The kernel's notices of what happens in directories (inotify(7)).
public final class FileNotices {
    /// To be polled for reading.
    public let fd: Int32

    public enum Interest: Sendable {
        /// Entries that come and go.
        case names
        /// Entries that come and go, and files that were written and closed.
        case contents

        fileprivate var mask: UInt32 {
            let names = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
            return self == .names ? names : names | UInt32(IN_CLOSE_WRITE)
        }
    }

    /// - Returns: `nil`: the kernel gives none, or no more.
    public init?() {
        fd = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if fd < 0 { return nil }
    }

    deinit { File.close(fd) }

    /// - Returns: the number under which notices of this directory come; `nil`: it is gone, or the kernel watches no more of them.
    public func watch(_ path: String, _ interest: Interest) -> Int32? {
        let number = inotify_add_watch(fd, path, interest.mask)
        return number < 0 ? nil : number
    }

    /// The numbers of the directories in which something has happened since the last time, -1 among them where notices were lost; never waits.
    public func read() -> Set<Int32> {
        var numbers: Set<Int32> = []
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            while true {
                let count = Glibc.read(fd, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var at = 0
                while at + MemoryLayout<inotify_event>.size <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
                    // Who looks opens and closes too, but writes nothing.
                    numbers.insert(event.wd)
                    at += MemoryLayout<inotify_event>.size + Int(event.len)
                }
            }
        }
        return numbers
    }
}
