import SisyphusCore

extension TaskOpening {
    /// Runs a part of the job as a task: what is logged in it, and an error that leaves it, are shown with the task.
    ///
    /// - Parameters:
    ///   - type: What kind of task it is, `import`.
    ///   - name: What it deals with, `customers.csv`.
    ///   - index: Its place among tasks of this kind, from 0; shown from 1.
    ///   - count: How many of them there are.
    ///   - data: Further facts; they go to Sentry.
    ///   - body: The part. An error that leaves it marks the task as failed.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    public func task<Result>(
        type: String? = nil, name: String? = nil, index: Int? = nil, count: Int? = nil,
        data: [String: any CustomStringConvertible] = [:], _ body: () throws -> Result
    ) rethrows -> Result {
        let task = LogTask(type: type, name: name, index: index, count: count, data: data.mapValues(\.description))
        return try TaskFrame.run(TaskNode.begin(task), body)
    }

    /// The same with a task that was made before.
    public func task<Result>(_ task: JobTask, _ body: () throws -> Result) rethrows -> Result { try TaskFrame.run(TaskNode.begin(task.logTask), body) }

    /// The same with a task that was made before, for a part that waits.
    public func task<Result>(_ task: JobTask, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result) async rethrows -> Result {
        try await TaskFrame.run(TaskNode.begin(task.logTask), isolation: isolation, body)
    }

    /// The same with a name alone: `task("parse") { … }`.
    public func task<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result { try task(name: name, body) }

    /// The same with a name alone for a part that waits.
    public func task<Result>(_ name: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result) async rethrows -> Result {
        try await task(name: name, isolation: isolation, body)
    }

    /// The same for a part that waits.
    ///
    /// - Parameters:
    ///   - type: What kind of task it is.
    ///   - name: What it deals with.
    ///   - index: Its place among tasks of this kind, from 0.
    ///   - count: How many of them there are.
    ///   - data: Further facts; they go to Sentry.
    ///   - isolation: The actor that the body runs on: that of the caller.
    ///   - body: The part.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    public func task<Result>(
        type: String? = nil, name: String? = nil, index: Int? = nil, count: Int? = nil,
        data: [String: any CustomStringConvertible] = [:], isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        let task = LogTask(type: type, name: name, index: index, count: count, data: data.mapValues(\.description))
        return try await TaskFrame.run(TaskNode.begin(task), isolation: isolation, body)
    }
}

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
