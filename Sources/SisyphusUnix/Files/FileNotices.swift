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
        /// Entries that come and go, and files while they are written.
        case writes

        fileprivate var mask: UInt32 {
            let names = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
            return switch self {
            case .names: UInt32(names | IN_ONLYDIR)
            case .contents: UInt32(names | IN_CLOSE_WRITE | IN_ONLYDIR)
            case .writes: UInt32(names | IN_MODIFY | IN_ONLYDIR)
            }
        }
    }

    /// Something has happened to this entry of the directory that is watched under this number; without a name to the directory itself.
    public struct Notice: Sendable {
        /// -1: notices were lost.
        public let number: Int32
        public let name: String
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

    /// What has happened since the last time; never waits.
    public func read() -> [Notice] {
        var notices: [Notice] = []
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            while true {
                let count = Glibc.read(fd, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var at = 0
                while at + MemoryLayout<inotify_event>.size <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
                    at += MemoryLayout<inotify_event>.size
                    let name = buffer[at..<(at + Int(event.len))].prefix { $0 != 0 }
                    notices.append(Notice(number: event.wd, name: String(decoding: name, as: UTF8.self)))
                    at += Int(event.len)
                }
            }
        }
        return notices
    }
}
