import SisyphusCore

/// A destination of the log of one's own. It lives in the supervisor and gets every line of a run in the order of the log,
/// those of the supervisor included.
///
/// What takes long here keeps the supervisor from its work.
public protocol JobLogger: AnyObject {
    /// What the log says about where it goes.
    var name: String { get }
    func log(_ entry: LogEntry)
    /// - Parameter tasks: outermost first; the last one has begun.
    func taskStart(_ tasks: [JobTask])
    /// - Parameter tasks: outermost first; the last one has ended.
    func taskEnd(_ tasks: [JobTask])
    /// The run is over.
    func close(_ status: Status)
}

extension JobLogger {
    public func taskStart(_ tasks: [JobTask]) {}
    public func taskEnd(_ tasks: [JobTask]) {}
    public func close(_ status: Status) {}
}
