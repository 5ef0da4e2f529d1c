extension TaskOpening {
    /// Makes each item of a sequence a task, with its place and, where it is known, their number:
    /// `for file in tasks(files, type: "import", name: \.name)`.
    ///
    /// A concurrent part that a loop starts is shown with the item that the loop is at; give it a `task` of its own.
    ///
    /// - Parameters:
    ///   - items: What the loop deals with.
    ///   - type: What kind of tasks they are, `import`: a text, or a `TaskText` that makes one of each item.
    ///   - name: What each is called.
    ///   - data: Further facts, a dictionary or a `TaskData` that makes one of each item; they go to Sentry.
    public func tasks<Items: Sequence>(
        _ items: Items, type: TaskText<Items.Element>, name: @escaping (Items.Element) -> some CustomStringConvertible,
        data: TaskData<Items.Element> = [:]
    ) -> TaskSequence<Items> {
        tasks(items, type: type, name: TaskText { name($0).description }, data: data)
    }

    /// The same with names that are all alike, or none, or made by a `TaskText`.
    public func tasks<Items: Sequence>(
        _ items: Items, type: TaskText<Items.Element> = TaskText(nil), name: TaskText<Items.Element> = TaskText(nil),
        data: TaskData<Items.Element> = [:]
    ) -> TaskSequence<Items> {
        let count = (items as? any Collection)?.count
        return TaskSequence(base: items, texts: TaskTexts(type: type, name: name, data: data, count: count))
    }

    /// The same for items without a type of task.
    public func tasks<Items: Sequence>(
        _ items: Items, name: @escaping (Items.Element) -> some CustomStringConvertible, data: TaskData<Items.Element> = [:]
    ) -> TaskSequence<Items> {
        tasks(items, name: TaskText { name($0).description }, data: data)
    }

    /// The same with further facts of each item: `data: { ["size": $0.size] }`.
    public func tasks<Items: Sequence>(
        _ items: Items, type: TaskText<Items.Element> = TaskText(nil), name: @escaping (Items.Element) -> some CustomStringConvertible,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible]
    ) -> TaskSequence<Items> {
        tasks(items, type: type, name: TaskText { name($0).description }, data: TaskData(data))
    }

    /// Makes each item of an asynchronous sequence a task: `for try await line in tasks(lines, type: "line")`.
    ///
    /// - Parameters:
    ///   - items: What the loop deals with.
    ///   - type: What kind of tasks they are: a text, or a `TaskText` that makes one of each item.
    ///   - name: What each is called.
    ///   - data: Further facts, a dictionary or a `TaskData` that makes one of each item; they go to Sentry.
    ///   - count: How many there are, where that is known.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: TaskText<Items.Element>, name: @escaping (Items.Element) -> some CustomStringConvertible,
        data: TaskData<Items.Element> = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        tasks(items, type: type, name: TaskText { name($0).description }, data: data, count: count)
    }

    /// The same with names that are all alike, or none, or made by a `TaskText`.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: TaskText<Items.Element> = TaskText(nil), name: TaskText<Items.Element> = TaskText(nil),
        data: TaskData<Items.Element> = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: type, name: name, data: data, count: count))
    }

    /// The same for items without a type of task.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, name: @escaping (Items.Element) -> some CustomStringConvertible, data: TaskData<Items.Element> = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        tasks(items, name: TaskText { name($0).description }, data: data, count: count)
    }

    /// The same with further facts of each item: `data: { ["size": $0.size] }`.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: TaskText<Items.Element> = TaskText(nil), name: @escaping (Items.Element) -> some CustomStringConvertible,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        tasks(items, type: type, name: TaskText { name($0).description }, data: TaskData(data), count: count)
    }
}
