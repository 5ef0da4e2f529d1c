/// The tasks that are open, outermost first: the process that speaks, then what the job has begun. Both streams of a run share them.
struct TaskStack {
    static let maxDepth = 32

    private(set) var tasks: [LogTask] = []
    /// How many of them, outermost, are not the job's.
    private var fixed = 0
    /// Changes with every change.
    private(set) var version = 0

    var depth: Int { tasks.count - fixed }

    /// Sets what stands around the tasks of the job, of which none is open then.
    mutating func surround(by own: [LogTask]) {
        (tasks, fixed) = (own, own.count)
        version += 1
    }

    /// What a library job says is open; its records know the tasks themselves.
    mutating func setJobTasks(_ open: [LogTask]) {
        tasks.removeLast(depth)
        tasks += open
        version += 1
    }

    /// Begins a task. One with an index ends the open one of the same type and count. `false`: too deep, nothing changed.
    mutating func begin(_ task: LogTask) -> Bool {
        if task.index != nil,
            let sibling = tasks[fixed...].lastIndex(where: { $0.index != nil && $0.type == task.type && $0.count == task.count })
        {
            tasks.removeSubrange(sibling...)
        } else if depth >= TaskStack.maxDepth {
            return false
        }
        tasks.append(task)
        version += 1
        return true
    }

    /// Ends the innermost task of the job; `false`: none is open.
    mutating func end() -> Bool {
        guard depth > 0 else { return false }
        tasks.removeLast()
        version += 1
        return true
    }

    /// What was rendered for these tasks is out of date.
    mutating func invalidate() {
        version += 1
    }

    /// The job has ended, and with it all of its tasks.
    mutating func endAll() {
        tasks.removeLast(depth)
        version += 1
    }
}
