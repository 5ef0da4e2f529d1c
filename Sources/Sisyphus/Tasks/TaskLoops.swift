extension TaskOpening {
    /// Makes each item of a sequence a task, with its place and, where it is known, their number: `for file in tasks(files, type: "import", name: \.name)`.
    ///
    /// A concurrent part that a loop starts is shown with the item that the loop is at; give it a `task` of its own.
    ///
    /// - Parameters:
    ///   - items: What the loop deals with.
    ///   - type: What kind of tasks they are, `import`: a text, or a key path or closure that makes one of each item.
    ///   - name: What each is called, likewise.
    ///   - data: Further facts, likewise; they go to Sentry.
    public func tasks<Items: Sequence>(
        _ items: Items, type: String? = nil, name: String? = nil, data: [String: any CustomStringConvertible] = [:]
    ) -> TaskSequence<Items> {
        TaskSequence(
            base: items, texts: TaskTexts(type: { _ in type as Any }, name: { _ in name as Any }, data: { _ in data }, count: (items as? any Collection)?.count)
        )
    }

    /// The same with facts that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: String? = nil, name: String? = nil, data: @escaping (Items.Element) -> [String: any CustomStringConvertible]
    ) -> TaskSequence<Items> {
        TaskSequence(
            base: items, texts: TaskTexts(type: { _ in type as Any }, name: { _ in name as Any }, data: data, count: (items as? any Collection)?.count))
    }

    /// The same with names that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: String? = nil, name: @escaping (Items.Element) -> some Any, data: [String: any CustomStringConvertible] = [:]
    ) -> TaskSequence<Items> {
        TaskSequence(base: items, texts: TaskTexts(type: { _ in type as Any }, name: name, data: { _ in data }, count: (items as? any Collection)?.count))
    }

    /// The same with names and facts that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: String? = nil, name: @escaping (Items.Element) -> some Any,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible]
    ) -> TaskSequence<Items> {
        TaskSequence(base: items, texts: TaskTexts(type: { _ in type as Any }, name: name, data: data, count: (items as? any Collection)?.count))
    }

    /// The same with kinds that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: String? = nil, data: [String: any CustomStringConvertible] = [:]
    ) -> TaskSequence<Items> {
        TaskSequence(base: items, texts: TaskTexts(type: type, name: { _ in name as Any }, data: { _ in data }, count: (items as? any Collection)?.count))
    }

    /// The same with kinds and facts that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: String? = nil,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible]
    ) -> TaskSequence<Items> {
        TaskSequence(base: items, texts: TaskTexts(type: type, name: { _ in name as Any }, data: data, count: (items as? any Collection)?.count))
    }

    /// The same with kinds and names that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: @escaping (Items.Element) -> some Any,
        data: [String: any CustomStringConvertible] = [:]
    ) -> TaskSequence<Items> {
        TaskSequence(base: items, texts: TaskTexts(type: type, name: name, data: { _ in data }, count: (items as? any Collection)?.count))
    }

    /// The same with kinds and names and facts that are made of each item.
    public func tasks<Items: Sequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: @escaping (Items.Element) -> some Any,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible]
    ) -> TaskSequence<Items> {
        TaskSequence(base: items, texts: TaskTexts(type: type, name: name, data: data, count: (items as? any Collection)?.count))
    }
}

extension TaskOpening {
    /// Makes each item of an asynchronous sequence a task: `for try await line in tasks(lines, type: "line")`.
    ///
    /// - Parameters:
    ///   - items: What the loop deals with.
    ///   - type: What kind of tasks they are, `import`: a text, or a key path or closure that makes one of each item.
    ///   - name: What each is called, likewise.
    ///   - data: Further facts, likewise; they go to Sentry.
    ///   - count: How many there are, where that is known.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: String? = nil, name: String? = nil, data: [String: any CustomStringConvertible] = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: { _ in type as Any }, name: { _ in name as Any }, data: { _ in data }, count: count))
    }

    /// The same with facts that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: String? = nil, name: String? = nil, data: @escaping (Items.Element) -> [String: any CustomStringConvertible], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: { _ in type as Any }, name: { _ in name as Any }, data: data, count: count))
    }

    /// The same with names that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: String? = nil, name: @escaping (Items.Element) -> some Any, data: [String: any CustomStringConvertible] = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: { _ in type as Any }, name: name, data: { _ in data }, count: count))
    }

    /// The same with names and facts that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: String? = nil, name: @escaping (Items.Element) -> some Any,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: { _ in type as Any }, name: name, data: data, count: count))
    }

    /// The same with kinds that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: String? = nil, data: [String: any CustomStringConvertible] = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: type, name: { _ in name as Any }, data: { _ in data }, count: count))
    }

    /// The same with kinds and facts that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: String? = nil,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: type, name: { _ in name as Any }, data: data, count: count))
    }

    /// The same with kinds and names that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: @escaping (Items.Element) -> some Any,
        data: [String: any CustomStringConvertible] = [:], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: type, name: name, data: { _ in data }, count: count))
    }

    /// The same with kinds and names and facts that are made of each item.
    public func tasks<Items: AsyncSequence>(
        _ items: Items, type: @escaping (Items.Element) -> some Any, name: @escaping (Items.Element) -> some Any,
        data: @escaping (Items.Element) -> [String: any CustomStringConvertible], count: Int? = nil
    ) -> AsyncTaskSequence<Items> {
        AsyncTaskSequence(base: items, texts: TaskTexts(type: type, name: name, data: data, count: count))
    }
}
