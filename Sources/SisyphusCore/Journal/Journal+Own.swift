extension Journal {
    /// Which of the two processes sisyphus speaks as.
    public enum Voice: Sendable { case parent, child }

    /// Logs a line of sisyphus's own (several, if the text has several; blank ones at its beginning and end are dropped).
    ///
    /// - Parameter delayed: it waits for the first line that is not delayed.
    public func log(_ text: String, tags: [String], as voice: Voice, at stamp: Stamp, delayed: Bool = false) {
        let lines = text.linesOfText
        if lines.isEmpty, !delayed { openGate(at: stamp) }
        let tasks = processTask(voice)
        for (position, line) in lines.enumerated() {
            accept(
                Event(
                    stamp: stamp, source: .supervisor, tasks: tasks, tags: tags.filter { $0 != ReservedTags.delay },
                    text: Array(line.utf8), continues: position > 0),
                delayed: delayed)
        }
    }
}
