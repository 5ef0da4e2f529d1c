/// Tells which entries of a directory change; where the system refuses that, time alone tells to look again.
public final class DirectoryWatch {
    private let notices: FileNotices?

    public init(_ directory: Directory) {
        let notices = FileNotices()
        // By its descriptor: a directory that was moved is the one that is meant.
        self.notices = notices?.watch("/proc/self/fd/\(directory.fd)", .writes) == nil ? nil : notices
    }

    /// Waits for a change, for the time to be over, or for the reader of a descriptor to go away.
    ///
    /// - Returns: the names that changed; none when the time is over. `nil`: nobody reads from `output` any more.
    public func wait(microseconds: Int64, output: Int32) -> Set<String>? {
        var poll = Poll()
        poll.add(output, for: .end)
        if let notices { poll.add(notices.fd) }
        // Without notices ten looks a second are enough.
        poll.wait(microseconds: notices == nil ? min(microseconds, 100_000) : microseconds)
        if poll.isReady(output) { return nil }
        return Set(notices?.read().map(\.name) ?? [])
    }
}
