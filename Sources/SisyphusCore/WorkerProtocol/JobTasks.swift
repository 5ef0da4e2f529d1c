/// The open tasks of a library job: a tree, because concurrent parts of the job have tasks of their own.
struct JobTasks {
    private struct Node {
        var task: LogTask
        var parent: Int
        /// Open tasks below this one, and all their ids combined, which is the id itself when there is one.
        var children = 0
        var childIDs = 0
    }

    private var nodes: [Int: Node] = [0: Node(task: LogTask(), parent: 0)]

    mutating func begin(_ id: Int, parent: Int, _ task: LogTask) {
        guard id > 0, nodes[id] == nil else { return }
        let parent = nodes[parent] == nil ? 0 : parent
        nodes[id] = Node(task: task, parent: parent)
        nodes[parent]!.children += 1
        nodes[parent]!.childIDs ^= id
    }

    /// Ends a task; what is still open below it hangs on its parent from now on. Returns the tasks that it stood in, itself last.
    mutating func end(_ id: Int) -> (chain: [LogTask], hadChildren: Bool)? {
        guard id > 0, let node = nodes[id] else { return nil }
        let chain = chain(id)
        nodes[id] = nil
        nodes[node.parent]!.children -= 1
        nodes[node.parent]!.childIDs ^= id
        guard node.children > 0 else { return (chain, false) }
        for (child, other) in nodes where other.parent == id {
            nodes[child]!.parent = node.parent
            nodes[node.parent]!.children += 1
            nodes[node.parent]!.childIDs ^= child
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
        while at != 0, let node = nodes[at] {
            tasks.append(node.task)
            at = node.parent
        }
        if tasks.count > TaskStack.maxDepth { tasks.removeFirst(tasks.count - TaskStack.maxDepth) }
        return tasks.reversed()
    }

    /// The tasks in which everything that happens now happens: what the job prints belongs to them.
    var common: [LogTask] {
        var tasks: [LogTask] = []
        var at = nodes[0]!
        while at.children == 1, tasks.count < TaskStack.maxDepth, let next = nodes[at.childIDs] {
            tasks.append(next.task)
            at = next
        }
        return tasks
    }
}
