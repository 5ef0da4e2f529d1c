/// What stands before the text of a line, ready to be copied.
final class LinePrefix {
    private(set) var text = ByteBuffer(capacity: 256)
    private(set) var json = ByteBuffer(capacity: 64)
    private var stamp: Stamp?
    private var version = -1

    /// Makes the prefix that of this moment and these tasks.
    @inline(__always)
    func update(_ stamp: Stamp, _ tasks: TaskStack, tags: [String], needsJSON: Bool, with times: inout StampText) {
        if self.stamp == stamp, version == tasks.version { return }
        render(stamp, tasks.tasks, tags: tags, needsJSON: needsJSON, with: &times)
        version = tasks.version
    }

    @inline(never)
    func render(_ stamp: Stamp, _ tasks: [LogTask], tags: [String], needsJSON: Bool, with times: inout StampText) {
        self.stamp = stamp
        version = -1
        text.removeAll()
        TextFormat.appendPrefix(stamp, tasks, tags, times: &times, to: text)
        guard needsJSON else { return }
        json.removeAll()
        JSONFormat.appendPrefix(stamp, tasks, tags, times: &times, to: json)
    }
}
