import Glibc

/// Tells which entries of a directory change (inotify(7)); where the system refuses that, time alone tells to look again.
public final class DirectoryWatch {
    private let fd: Int32

    public init(_ directory: Directory) {
        fd = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard fd >= 0 else { return }
        let events = IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF
        _ = inotify_add_watch(fd, "/proc/self/fd/\(directory.fd)", UInt32(events))
    }

    deinit { if fd >= 0 { File.close(fd) } }

    /// Waits for a change, for the time to be over, or for the reader of a descriptor to go away.
    ///
    /// - Returns: the names that changed; none when the time is over. `nil`: nobody reads from `output` any more.
    public func wait(microseconds: Int64, output: Int32) -> Set<String>? {
        // Without inotify ten looks a second are enough.
        let limit = fd >= 0 ? microseconds : min(microseconds, 100_000)
        var entries = [pollfd(fd: fd, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0)]
        _ = poll(&entries, 2, Int32(limit / 1000))
        if entries[1].revents != 0 { return nil }
        return entries[0].revents != 0 ? names() : []
    }

    /// struct inotify_event (inotify(7)): descriptor 4, mask 4, cookie 4, length of the name 4, name.
    private func names() -> Set<String> {
        var found: Set<String> = []
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { buffer in
            var at = 0
            let count = read(fd, buffer.baseAddress, buffer.count)
            while at + 16 <= count {
                let length = Int(buffer.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
                found.insert(String(decoding: buffer[(at + 16)..<(at + 16 + length)].prefix { $0 != 0 }, as: UTF8.self))
                at += 16 + length
            }
        }
        return found
    }
}
