import SisyphusCore
import Synchronization

/// A task that is open, and the ones that it stands in.
final class TaskNode: Sendable {
    let id: Int
    let parent: TaskNode?
    let task: LogTask
    private let channel: any JobChannel

    private static let lastID = Atomic<Int>(0)

    private init(_ task: LogTask, parent: TaskNode?, _ channel: any JobChannel) {
        self.channel = channel
        id = TaskNode.lastID.add(1, ordering: .relaxed).newValue
        self.task = task
        self.parent = parent
    }

    /// Begins a task below the innermost one.
    static func begin(_ task: LogTask) -> TaskNode {
        let frame = TaskFrame.current
        frame.noteActivity()
        let node = TaskNode(task, parent: frame.innermost, CurrentRun.channel(in: frame))
        node.channel.taskBegan(id: node.id, parent: node.parent?.id ?? 0, task)
        Work.tracer?.taskBegan(id: node.id, parent: node.parent?.id, JobTask(task))
        return node
    }

    func end(failed: Bool) {
        channel.taskEnded(id: id, failed: failed)
        Work.tracer?.taskEnded(id: id, failed: failed)
    }

    /// The tasks from the outermost one to this.
    var chain: [TaskNode] {
        var nodes = [self]
        while let parent = nodes.last?.parent { nodes.append(parent) }
        return nodes.reversed()
    }
}
