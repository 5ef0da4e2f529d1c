import CSisyphus
import Glibc

/// Descriptors to wait for (poll(2)).
public struct Poll {
    private var entries: [pollfd] = []

    /// What is waited for; errors and the end of the other side always are.
    public enum Event: Sendable {
        case reading, writing
        /// Nothing but the end.
        case end

        fileprivate var mask: Int16 {
            switch self {
            case .reading: Int16(POLLIN)
            case .writing: Int16(POLLOUT)
            case .end: 0
            }
        }
    }

    public init() {}

    /// Forgets all descriptors, and keeps the memory for the next ones.
    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Waits for something to read, or for room to write.
    public mutating func add(_ fd: Int32, for event: Event = .reading) {
        entries.append(pollfd(fd: fd, events: event.mask, revents: 0))
    }

    /// Waits for one descriptor; `nil`: without a limit.
    static func isReady(_ fd: Int32, for event: Event, within microseconds: Int64?) -> Bool {
        var poll = Poll()
        poll.add(fd, for: event)
        return poll.wait(microseconds: microseconds) > 0
    }

    /// Waits for one of the descriptors, or until the time is over (`nil`: no limit). Signals that are not blocked end it too.
    /// - Returns: how many descriptors are ready.
    @discardableResult
    public mutating func wait(microseconds: Int64?) -> Int {
        let count = entries.withUnsafeMutableBufferPointer { buffer in
            sis_poll(buffer.baseAddress, buffer.count, microseconds.map { max(0, $0) } ?? -1)
        }
        if count >= 0 { return Int(count) }
        for index in entries.indices { entries[index].revents = 0 }
        return 0
    }

    /// Whether the last `wait` found something on this descriptor, an error or the end included.
    public func isReady(_ fd: Int32) -> Bool { entries.contains { $0.fd == fd && $0.revents != 0 } }
}
