import SisyphusCore

/// What the tasks of a sequence are called: the same for all items, or made from each.
struct TaskTexts<Item> {
    var type: (Item) -> Any
    var name: (Item) -> Any
    var data: (Item) -> [String: any CustomStringConvertible]
    var count: Int?

    func task(_ item: Item, index: Int) -> LogTask {
        LogTask(
            type: text(type(item)), name: text(name(item)), index: index, count: count, data: data(item).mapValues(\.description))
    }

    /// `nil` of an optional that is.
    private func text(_ value: Any) -> String? {
        guard let optional = value as? any OptionalValue else { return String(describing: value) }
        return optional.content.map { String(describing: $0) }
    }
}

private protocol OptionalValue {
    var content: Any? { get }
}

extension Optional: OptionalValue {
    fileprivate var content: Any? { self }
}
