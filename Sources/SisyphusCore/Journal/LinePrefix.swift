/// What stands before the text of a line, ready to be copied.
///
/// Times change with every read, tasks and tags seldom: each half is rendered when it has changed.
final class LinePrefix {
    let text = ByteBuffer(capacity: 256)
    let json = ByteBuffer(capacity: 256)
    private let textRest = ByteBuffer(capacity: 64)
    private let jsonRest = ByteBuffer(capacity: 64)
    private(set) var stamp: Stamp?
    /// What the other half was rendered from, for lines that are formatted by a template.
    private(set) var tasks: [LogTask] = []
    private(set) var tags: [String] = []
    private var version = -1

    /// Makes the prefix that of this moment and these tasks.
    @inline(__always)
    func update(_ stamp: Stamp, _ tasks: TaskStack, tags: [String], needsJSON: Bool, with times: inout StampText) {
        if self.stamp == stamp, version == tasks.version { return }
        if version != tasks.version {
            renderRest(tasks.tasks, tags: tags, needsJSON: needsJSON)
            version = tasks.version
        }
        renderStamp(stamp, needsJSON: needsJSON, with: &times)
    }

    /// Makes the prefix that of this moment and tasks that never change.
    @inline(__always)
    func update(_ stamp: Stamp, tasks: [LogTask], tags: [String], needsJSON: Bool, with times: inout StampText) {
        if self.stamp == stamp, version == 0 { return }
        if version != 0 {
            renderRest(tasks, tags: tags, needsJSON: needsJSON)
            version = 0
        }
        renderStamp(stamp, needsJSON: needsJSON, with: &times)
    }

    /// Makes the prefix that of a line that stands alone.
    func render(_ stamp: Stamp, _ tasks: [LogTask], tags: [String], needsJSON: Bool, with times: inout StampText) {
        renderRest(tasks, tags: tags, needsJSON: needsJSON)
        renderStamp(stamp, needsJSON: needsJSON, with: &times)
        version = -1
    }

    private func renderStamp(_ stamp: Stamp, needsJSON: Bool, with times: inout StampText) {
        self.stamp = stamp
        text.removeAll()
        TextFormat.appendStamp(stamp, times: &times, to: text)
        text.append(textRest)
        guard needsJSON else { return }
        json.removeAll()
        JSONFormat.appendStamp(stamp, times: &times, to: json)
        json.append(jsonRest)
    }

    private func renderRest(_ tasks: [LogTask], tags: [String], needsJSON: Bool) {
        self.tasks = tasks
        self.tags = tags
        textRest.removeAll()
        TextFormat.appendRest(tasks, tags, to: textRest)
        guard needsJSON else { return }
        jsonRest.removeAll()
        JSONFormat.appendLists(tasks, tags, to: jsonRest)
    }
}
