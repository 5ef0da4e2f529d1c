/// The task of a loop's current item. It ends when the next item is asked for, or when the loop is left.
final class LoopTask<Item> {
    private let texts: TaskTexts<Item>
    private let frame = TaskFrame.current
    private var node: TaskNode?
    private var index = 0

    init(_ texts: TaskTexts<Item>) {
        self.texts = texts
    }

    deinit {
        end(isAbandoned: true)
    }

    func end(isAbandoned: Bool = false) {
        guard let node else { return }
        self.node = nil
        frame.leave(node, isAbandoned: isAbandoned)
        node.end(failed: false)
    }

    func begin(_ item: Item) {
        let node = TaskNode.begin(texts.task(item, index: index))
        index += 1
        self.node = node
        frame.enter(node)
    }
}
