import SisyphusCore

/// Gives the lines of a library job, without those of the supervisor, to whoever shows them: each as it was written, with its line feed.
final class LineMirror: JournalObserver {
    private let show: (Event, UnsafeRawBufferPointer) -> Void
    private let line = ByteBuffer(capacity: 256)

    init(_ show: @escaping (Event, UnsafeRawBufferPointer) -> Void) { self.show = show }

    func receive(_ event: Event) {
        guard event.source != .supervisor else { return }
        line.append(event.text)
        line.append(UInt8(ascii: "\n"))
        show(event, line.bytes)
        line.removeAll()
    }

    func taskBegan(_ tasks: [LogTask]) {}
    func taskEnded(_ tasks: [LogTask]) {}
    func runEnded(_ status: Status) {}
}
