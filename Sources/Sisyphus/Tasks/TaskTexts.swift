import SisyphusCore

/// A part of a task's label that is the same for all items of a sequence, or made from each.
public struct TaskText<Item>: ExpressibleByStringLiteral {
    let text: (Item) -> String?

    /// Made from each item.
    public init(_ text: @escaping (Item) -> String?) {
        self.text = text
    }

    /// The same for all items.
    public init(_ text: String?) {
        self.text = { _ in text }
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }
}

/// Further facts about the tasks of a sequence: the same for all items (a dictionary), or made from each.
public struct TaskData<Item>: ExpressibleByDictionaryLiteral {
    let data: (Item) -> [String: any CustomStringConvertible]

    /// Made from each item.
    public init(_ data: @escaping (Item) -> [String: any CustomStringConvertible]) {
        self.data = data
    }

    public init(dictionaryLiteral elements: (String, any CustomStringConvertible)...) {
        let data = Dictionary(elements) { _, last in last }
        self.data = { _ in data }
    }
}

/// What the tasks of a sequence are called.
struct TaskTexts<Item> {
    let type: TaskText<Item>
    let name: TaskText<Item>
    let data: TaskData<Item>
    let count: Int?

    func task(_ item: Item, index: Int) -> LogTask {
        LogTask(
            type: type.text(item), name: name.text(item), index: index, count: count,
            data: data.data(item).mapValues(\.description))
    }
}
