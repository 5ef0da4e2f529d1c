/// The open tasks of a library job: a tree, because concurrent parts of the job have tasks of their own.
struct JobTasks {
    private struct Node {
        var task: LogTask
        var parent: Int
        /// Open tasks below this one, and all their ids combined, which is the id itself when there is one.
        var children = 0
        var childIDs = 0
    }

    /// What stands in no other task.
    private var root = Node(task: LogTask(), parent: 0)
    /// All others. A job without tasks has no dictionary: to make the first costs a hundredth of its start.
    private var open: [Int: Node] = [:]

    private subscript(_ id: Int) -> Node? {
        get { id == 0 ? root : open[id] }
        set { if id == 0 { root = newValue ?? root } else { open[id] = newValue } }
    }

    mutating func begin(_ id: Int, parent: Int, _ task: LogTask) {
        guard id > 0, self[id] == nil else { return }
        let parent = self[parent] == nil ? 0 : parent
        self[id] = Node(task: task, parent: parent)
        self[parent]!.children += 1
        self[parent]!.childIDs ^= id
    }

    /// Ends a task; what is still open below it hangs on its parent from now on. Returns the tasks that it stood in, itself last.
    mutating func end(_ id: Int) -> (chain: [LogTask], hadChildren: Bool)? {
        guard id > 0, let node = self[id] else { return nil }
        let chain = chain(id)
        self[id] = nil
        self[node.parent]!.children -= 1
        self[node.parent]!.childIDs ^= id
        guard node.children > 0 else { return (chain, false) }
        for (child, other) in open where other.parent == id {
            self[child]!.parent = node.parent
            self[node.parent]!.children += 1
            self[node.parent]!.childIDs ^= child
        }
        return (chain, true)
    }

    mutating func endAll() {
        self = JobTasks()
    }

    /// The tasks that this one stands in, outermost first, and itself.
    func chain(_ id: Int) -> [LogTask] {
        var tasks: [LogTask] = []
        var at = id
        while at != 0, let node = self[at] {
            tasks.append(node.task)
            at = node.parent
        }
        if tasks.count > TaskStack.maxDepth { tasks.removeFirst(tasks.count - TaskStack.maxDepth) }
        return tasks.reversed()
    }

    /// The tasks in which everything that happens now happens: what the job prints belongs to them.
    var common: [LogTask] {
        var tasks: [LogTask] = []
        var at = root
        while at.children == 1, tasks.count < TaskStack.maxDepth, let next = self[at.childIDs] {
            tasks.append(next.task)
            at = next
        }
        return tasks
    }
}
