/// Somebody who gets every line of a run as it is written, and the beginnings and ends of a library job's tasks.
public protocol JournalObserver: AnyObject {
    func receive(_ event: Event)
    /// - Parameter tasks: outermost first; the last one has begun.
    func taskBegan(_ tasks: [LogTask])
    /// - Parameter tasks: outermost first; the last one has ended.
    func taskEnded(_ tasks: [LogTask])
}
