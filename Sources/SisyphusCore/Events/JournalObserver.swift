/// Somebody who gets every line of a run as it is written, the beginnings and ends of a library job's tasks, and the end of the run.
public protocol JournalObserver: AnyObject {
    func receive(_ event: Event)
    /// - Parameter tasks: outermost first; the last one has begun.
    func taskBegan(_ tasks: [LogTask])
    /// - Parameter tasks: outermost first; the last one has ended.
    func taskEnded(_ tasks: [LogTask])
    /// The run is over and nothing follows.
    func runEnded(_ status: Status)
}
