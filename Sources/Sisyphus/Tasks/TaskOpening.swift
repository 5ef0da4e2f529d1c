/// What tasks can be opened with: the job itself, and `Tasks` where the job cannot be taken to.
public protocol TaskOpening {}

extension Job: TaskOpening {}

/// Opens tasks in concurrent parts of a job, which the job itself, as it is not sendable, cannot be taken to:
///
///     let (log, tasks) = (log, Tasks())
///     group.addTask { tasks.task(type: "import", name: file) { log("importing") } }
public struct Tasks: TaskOpening, Sendable {
    /// Opens tasks where it is used, below those that are open there.
    public init() {}
}
